import type { AssetGrammarName } from './grammar.ts';
import type { TreeShape } from './reshape.ts';

/** HCL writes brackets as named nodes, names no fields, and lets `.b` follow `a` as a sibling. */
const hcl: TreeShape = {
  tokens: [
    ...['block_start', 'block_end', 'object_start', 'object_end', 'tuple_start', 'tuple_end'],
    ...['quoted_template_start', 'quoted_template_end', 'template_interpolation_start', 'template_interpolation_end', 'heredoc_start'],
  ],
  fields: {
    attribute: ['key', 'val'],
    object_elem: ['key', 'val'],
    function_call: ['function', 'arguments'],
    binary_operation: ['left', 'right'],
  },
  operations: ['binary_operation', 'unary_operation'],
  postfix: ['get_attr', 'index', 'splat'],
};

/** TOML and HTML name no fields. */
const toml: TreeShape = { tokens: [], fields: { pair: ['key', 'value'] }, operations: [], postfix: [] };
const html: TreeShape = { tokens: [], fields: { attribute: ['key', 'value'] }, operations: [], postfix: [] };

/** Grammars whose trees are reshaped. */
export const shapes: Partial<Record<AssetGrammarName, TreeShape>> = { hcl, toml, html };
