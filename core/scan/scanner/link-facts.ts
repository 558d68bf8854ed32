import { type CompiledSpec, matchesOfSpecs } from '../detectors/taint.ts';
import { prepareFlow, type Prepared } from '../flow/run.ts';
import { flowTables } from '../languages/flow/index.ts';
import { ruleLanguagesFor } from '../languages/index.ts';
import type { Language } from '../languages/language.ts';
import type { Rule, Skip, TaintSpec } from '../model.ts';
import { packFacts, readFacts, type RuleMarks } from '../link/facts.ts';
import { functionsAt } from '../link/marked-functions.ts';
import { BudgetError } from '../pattern/budget.ts';
import type { FileTree } from '../pattern/file-tree.ts';
import { formulaPrefilter, inAnyCase } from '../pattern/prefilter.ts';
import { always, anyOf, type Prefilter } from '../pattern/prefilter-formula.ts';
import { hashWord, type WordSet } from '../pattern/word-set.ts';
import { isOn } from '../rule-options.ts';
import type { CheckedSource } from './checked-source.ts';
import type { Engine } from './engine.ts';
import { readBindings } from './link-units.ts';

/** `facts` is '' where data flows cannot be followed through a text; `skips` tell what was not looked at. */
export interface Gathered {
  readonly facts: string;
  readonly skips: readonly Skip[];
}

/** What other files need to know of a text, packed. */
export function gatherFacts(engine: Engine, checked: CheckedSource): Gathered {
  const { language, path } = checked;
  if (language === undefined || !hasFlows(language)) return nothing;
  const file = checked.tree();
  const table = file === undefined ? undefined : flowTables[file.grammar.name];
  if (file === undefined || table === undefined) return nothing;
  try {
    const prepared = prepareFlow({ tree: file.tree, grammar: file.grammar, table });
    const { marks, skips } = marksIn(engine, { path, file, prepared });
    return { facts: packFacts(readFacts({ text: checked.text, flow: prepared.flow, bindings: readBindings(file), marks })), skips };
  } catch (thrown) {
    if (!(thrown instanceof RangeError)) throw thrown;
    return { facts: '', skips: [{ path, reason: 'too-deep', message: `${path} is nested too deeply for data flows from file to file` }] };
  }
}

const nothing: Gathered = { facts: '', skips: [] };

/** Whether flows can be followed in a language. */
export function hasFlows({ grammar }: Language): boolean {
  return grammar !== undefined && flowTables[grammar] !== undefined;
}

interface Marking {
  readonly path: string;
  readonly file: FileTree;
  readonly prepared: Prepared;
}

interface Marks {
  readonly marks: readonly RuleMarks[];
  readonly skips: readonly Skip[];
}

/** Milliseconds for rules that did not come with the product. */
const guardedBudget = 2000;

/** Where the sources and sinks of the taint rules are that look at a path. */
function marksIn(engine: Engine, marking: Marking): Marks {
  const { path, file } = marking;
  const group = engine.index.groupFor(file.language);
  const wanted = linkRules(engine, file.language).flatMap(({ rule, mayMatch }) => (mayMatch(file.words) && group.looksAt(rule, path) ? [rule] : []));
  if (wanted.length === 0) return { marks: [], skips: [] };
  if (wanted.every(({ trusted }) => trusted)) return markRules(engine, wanted, marking);
  const outcome = engine.guard.run(() => markRules(engine, wanted, marking), guardedBudget);
  if (outcome.kind === 'done') return outcome.value;
  return { marks: [], skips: [{ path, reason: 'budget', message: `The rules took too long to be followed from ${path} into other files` }] };
}

type Found = RuleMarks & { readonly rules: string[] };

function markRules(engine: Engine, rules: readonly Rule[], { path, file, prepared }: Marking): Marks {
  const found = new Map<string, Found>();
  const skips: Skip[] = [];
  for (const { rule, taint } of engine.treeRules.usable(rules, { file, path }, 'ends')) {
    try {
      const functionsOf = (specs: readonly CompiledSpec[]) => [...new Set(matchesOfSpecs(specs, file).flatMap(({ node }) => functionsAt(prepared, node)))];
      const [sources, sinks] = [functionsOf(taint.sources), functionsOf(taint.sinks)];
      if (sources.length + sinks.length === 0) continue;
      const key = `${sources.join()};${sinks.join()}`;
      const known = found.get(key);
      if (known === undefined) found.set(key, { rules: [rule.id], sources, sinks });
      else known.rules.push(rule.id);
    } catch (thrown) {
      if (!(thrown instanceof BudgetError)) throw thrown;
      skips.push({ path, reason: 'budget', message: `The rule ${rule.id} ran out of its budget in ${path}` });
    }
  }
  return { marks: [...found.values()], skips };
}

interface LinkRule {
  readonly rule: Rule;
  /** Whether a text with these words may have a source or a sink. */
  readonly mayMatch: (words: WordSet) => boolean;
}

const rulesOf = new WeakMap<Engine, Map<string, readonly LinkRule[]>>();

/** The rules for a language whose sources and sinks may be in different files. */
function linkRules(engine: Engine, language: Language): readonly LinkRule[] {
  const known = rulesOf.get(engine) ?? new Map<string, readonly LinkRule[]>();
  rulesOf.set(engine, known);
  const ready = known.get(language.id);
  if (ready !== undefined) return ready;
  const accepted = ruleLanguagesFor(language);
  const made = engine.rules.flatMap((rule): readonly LinkRule[] => {
    const { detector } = rule;
    if (detector.kind !== 'taint' || !crossesFiles(rule) || !accepted.some((id) => rule.languages.includes(id))) return [];
    const tests = [detector.sources, detector.sinks].map((specs) => testFor(specs, language));
    return [{ rule, mayMatch: (words) => tests.some((test) => test(words)) }];
  });
  known.set(language.id, made);
  return made;
}

/** Places and metavariables of two files are not compared, so rules that ask for that stay within each file. */
function crossesFiles({ options }: Rule): boolean {
  return isOn(options, 'interfile') && !isOn(options, 'taint_unify_mvars') && options?.taint_focus_on === undefined;
}

function testFor(specs: readonly TaintSpec[], language: Language): (words: WordSet) => boolean {
  const accepted = ruleLanguagesFor(language);
  const own = specs.filter((spec) => spec.languages?.some((id) => accepted.includes(id)) !== false);
  if (own.length === 0) return () => false;
  const modulePaths = language.pattern?.modulePaths === true;
  const prefilter = language.pattern?.anyCase === true ? always : anyOf(own.map(({ formula }) => formulaPrefilter(formula, modulePaths)));
  return compileTest(language.pattern?.caselessIn === undefined ? prefilter : inAnyCase(prefilter));
}

/** What is no word is taken to be there. */
function compileTest(prefilter: Prefilter): (words: WordSet) => boolean {
  switch (prefilter.kind) {
    case 'always':
    case 'text':
    case 'operator':
    case 'neighbour':
      return () => true;
    case 'word': {
      const hash = hashWord(prefilter.word);
      return (words) => words.has(hash);
    }
    case 'all': {
      const tests = prefilter.of.map(compileTest);
      return (words) => tests.every((test) => test(words));
    }
    case 'any': {
      const tests = prefilter.of.map(compileTest);
      return (words) => tests.some((test) => test(words));
    }
  }
  return prefilter satisfies never;
}
