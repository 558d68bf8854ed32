import { languageById } from '../../../../core/scan/languages/index.ts';
import type { Formula, LanguageId } from '../../../../core/scan/model.ts';
import { type CompiledFormula, compileFormula } from '../../../../core/scan/pattern/formula.ts';
import { matchFormula } from '../../../../core/scan/pattern/evaluate.ts';
import { type FileTree, openFileTree, openTextFile } from '../../../../core/scan/pattern/file-tree.ts';
import type { Match } from '../../../../core/scan/pattern/match.ts';
import { openGrammars } from '../../../../core/scan/tree/grammar.ts';
import { builtAssets } from '../../../support/assets.ts';

const grammars = await openGrammars(builtAssets);

type Grammar = ReturnType<typeof grammars.get>;
let last: { readonly key: string; readonly tree: ReturnType<typeof parse> } | undefined;

/** Parses code, once where the same is asked for again and again, and prepares it for matching anew. */
export function openCode(id: LanguageId, code: string): FileTree {
  const language = languageById(id);
  if (language.grammar === undefined) return openTextFile(code, language);
  const grammar = grammars.get(language.grammar);
  const key = `${language.grammar} ${code}`;
  if (last?.key !== key) last = { key, tree: parse(grammar, code) };
  return openFileTree(last.tree, grammar, language);
}

function parse(grammar: Grammar, code: string) {
  const tree = grammar.parse(code);
  if (tree === undefined) throw new Error('the code did not parse in time');
  return tree;
}

/** Compiles, failing the test on a problem. */
export function compile(id: LanguageId, formula: Formula | string): CompiledFormula {
  const result = tryCompile(id, formula);
  if (result.kind === 'problem') throw new Error(result.problem.message);
  return result;
}

export function tryCompile(id: LanguageId, formula: Formula | string): ReturnType<typeof compileFormula> {
  const language = languageById(id);
  const grammar = language.grammar === undefined ? undefined : grammars.get(language.grammar);
  return compileFormula(typeof formula === 'string' ? pattern(formula) : formula, { language, grammar });
}

export function matches(id: LanguageId, formula: Formula | string, code: string): readonly Match[] {
  return matchFormula(compile(id, formula), openCode(id, code));
}

/** The matched texts, each range once, in order. */
export function found(id: LanguageId, formula: Formula | string, code: string): readonly string[] {
  const ranges = new Map(matches(id, formula, code).map(({ start, end }) => [`${start}-${end}`, code.slice(start, end)]));
  return [...ranges.values()];
}

/** What a metavariable is bound to in every match. */
export function bound(id: LanguageId, formula: Formula | string, code: string, name: string): readonly (string | undefined)[] {
  return matches(id, formula, code).map(({ bindings }) => {
    const binding = bindings.get(name);
    return binding === undefined ? undefined : code.slice(binding.start, binding.end);
  });
}

export function pattern(text: string): Formula {
  return { kind: 'pattern', pattern: text };
}

export function all(...of: readonly Formula[]): Formula {
  return { kind: 'all', of, where: [], focus: [] };
}
