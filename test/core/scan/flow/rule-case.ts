import { compileTaint, detectTaint, type TaintDetection } from '../../../../core/scan/detectors/taint.ts';
import { languageById } from '../../../../core/scan/languages/index.ts';
import type { LanguageId } from '../../../../core/scan/model.ts';
import { openFileTree } from '../../../../core/scan/pattern/file-tree.ts';
import { loadRuleText } from '../../../../core/scan/rules/load.ts';
import type { GrammarName, Grammars } from '../../../../core/scan/tree/grammar.ts';

/** A taint rule (without its head) and a text in which lines that end in `!!` in a comment are expected. */
export interface RuleCase {
  readonly language?: LanguageId & GrammarName;
  readonly rule: string;
  readonly code: string;
}

/** Lines that the rule finds, and those that it should. */
export function checkRule(grammars: Grammars, { language = 'javascript', rule, code }: RuleCase) {
  const detection = detect(grammars, { language, rule, code });
  const found = new Set(detection.matches.map(({ start }) => code.slice(0, start).split('\n').length));
  const expected = code.split('\n').flatMap((line, index) => (/(?:\/\/|#)\s*!!/.test(line) ? [index + 1] : []));
  return { found: [...found].toSorted((a, b) => a - b), expected, detection };
}

function detect(grammars: Grammars, { language, rule, code }: Required<RuleCase>): TaintDetection {
  const head = `rules:\n  - id: flow\n    message: flow\n    severity: ERROR\n    languages: [${language}]\n    mode: taint\n`;
  const { rules, problems } = loadRuleText(`${head}${rule.trim().replaceAll(/^/gm, '    ')}\n`, 'flow.yaml');
  const [loaded] = rules;
  if (loaded === undefined || problems.length > 0 || loaded.detector.kind !== 'taint') throw new Error(JSON.stringify(problems));
  const grammar = grammars.get(language);
  const tree = grammar.parse(code);
  const compiled = compileTaint(loaded.detector, { language: languageById(language), grammar }, { options: loaded.options });
  if (tree === undefined || compiled.kind !== 'compiled') throw new Error('cannot check this');
  return detectTaint(loaded, compiled, openFileTree(tree, grammar, languageById(language)));
}
