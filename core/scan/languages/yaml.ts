import { emptySyntax, type Language } from './language.ts';

export const yaml: Language = {
  id: 'yaml',
  names: ['yaml', 'yml', 'github-actions-workflow', 'dockercompose'],
  extensions: ['yaml', 'yml'],
  fileNames: [],
  shebangs: [],
  grammar: 'yaml',
  comment: { line: '#' },
  pattern: {
    ...emptySyntax,
    names: [],
    anchors: { anchor: 'anchor', alias: 'alias' },
    strings: ['plain_scalar', 'double_quote_scalar', 'single_quote_scalar', 'block_scalar'],
    numbers: [],
    transparent: ['block_node', 'flow_node', 'block_sequence_item'],
    wrappers: ['document', 'stream', 'block_mapping_pair', 'flow_pair', 'block_mapping', 'flow_mapping'],
    expressionStatements: [],
    blocks: ['stream'],
    groups: [
      ['block_node', 'flow_node'],
      ['block_mapping', 'flow_mapping'],
      ['block_mapping_pair', 'flow_pair'],
      ['block_sequence', 'flow_sequence'],
    ],
    ignorable: ['anchor', 'tag'],
    pairs: [
      { kind: 'block_mapping_pair', key: 'key', value: 'value' },
      { kind: 'flow_pair', key: 'key', value: 'value' },
    ],
    unordered: ['block_mapping', 'flow_mapping'],
    argumentLists: ['block_sequence', 'flow_sequence'],
    contexts: [{ before: '', after: '\n' }],
    style: 'yaml',
  },
};
