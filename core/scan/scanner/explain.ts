import { Failure } from '../../kernel/failure.ts';
import { explainTaint, type TaintExplanation } from '../detectors/explain-taint.ts';
import { compileGlobs } from '../glob.ts';
import { ruleLanguagesFor } from '../languages/index.ts';
import type { Language } from '../languages/language.ts';
import { partsOf } from '../join-rule.ts';
import type { Finding, Rule, Source } from '../model.ts';
import { type ClauseReport, explainFormula } from '../pattern/explain-formula.ts';
import { openTextFile } from '../pattern/file-tree.ts';
import { prefilterOf } from '../pattern/prefilter.ts';
import type { Prefilter } from '../pattern/prefilter-formula.ts';
import { checkText } from './check.ts';
import { type CheckedSource, openSource } from './checked-source.ts';
import type { Engine } from './engine.ts';
import { isTextRule } from './text-rules.ts';

/** Why a rule has no finding at a line. Offsets are UTF-16 units of the text. */
export interface Explanation {
  readonly outcome:
    | 'found'
    | 'suppressed'
    | 'weaker'
    | 'skipped'
    | 'language'
    | 'path'
    | 'words'
    | 'broken'
    | 'clause'
    | 'text'
    | 'join'
    | Exclude<TaintExplanation['outcome'], 'found'>;
  /** The reason in a sentence. */
  readonly message: string;
  readonly clauses: readonly ClauseReport[];
  readonly taint?: TaintExplanation;
}

/** Asks the parts of the engine in the order in which they decide, each with its own means. */
export function explainRuleAt(engine: Engine, source: Source, { ruleId, line }: { readonly ruleId: string; readonly line: number }): Explanation {
  const rule = engine.rulesById.get(ruleId);
  if (rule === undefined) throw new Failure('not_found', 'There is no rule with this id among those that are on');
  const { findings, suppressed } = checkText(engine, source);
  const isHere = (finding: Finding) => finding.ruleId === ruleId && finding.span.startLine <= line && finding.span.endLine >= line;
  const found = findings.find(isHere);
  if (found !== undefined)
    return outcome(
      'found',
      found.tags.includes('test-code') ? 'The rule has a finding here; as test code it is of low severity' : 'The rule has a finding here',
    );
  const hidden = suppressed.find(isHere)?.suppression;
  if (hidden !== undefined)
    return outcome('suppressed', `The finding is accepted by ${hidden.by === 'inline' ? 'a comment' : 'the suppressions'}: ${hidden.reason}`);
  const opened = openSource(engine, source);
  if (opened.kind === 'skip') return outcome('skipped', opened.skip.message);
  return explainRule(engine, rule, opened.source, line);
}

function outcome(kind: Explanation['outcome'], message: string, more: Partial<Explanation> = {}): Explanation {
  return { outcome: kind, message, clauses: [], ...more };
}

function explainRule(engine: Engine, rule: Rule, checked: CheckedSource, line: number): Explanation {
  const { language, path, lines } = checked;
  if (rule.detector.kind === 'join')
    return outcome(
      'join',
      `The rule joins what is in several files, so only a scan can tell; ask about its parts: ${partsOf(rule)
        .map(({ id }) => id)
        .join(', ')}`,
    );
  if (!isFor(rule, language)) {
    const part = partAt(rule, checked, line);
    if (part !== undefined) return explainRule(engine, rule, part, line);
    return outcome('language', `The rule is for ${rule.languages.join(', ')}, and the file is ${language?.id ?? 'in no known language'}`);
  }
  const { include, exclude } = rule.paths;
  if (include.length > 0 && !compileGlobs(include)(path)) return outcome('path', 'The path is not among those that the rule includes');
  if (exclude.length > 0 && compileGlobs(exclude)(path)) return outcome('path', 'The rule excludes the path');
  const words = missingWords(prefilterOf(rule), checked.text);
  if (words.length > 0) return outcome('words', `The file does not hold ${words.map((word) => JSON.stringify(word)).join(', ')}, which every match needs`);
  const place = { start: lines.lineStart(line), end: Math.max(lines.lineStart(line) + 1, lines.lineEnd(line)) };
  return isTextRule(rule)
    ? outcome('text', 'The rule looks at text, and nothing at this line is what it looks for')
    : explainTree(engine, rule, checked, place);
}

function isFor(rule: Rule, language: Language | undefined): boolean {
  const accepted = language === undefined ? ['generic'] : ruleLanguagesFor(language);
  return rule.languages.some((id) => accepted.includes(id));
}

/** The code at a line in another language than the file's, such as a script in a page, where the rule is for that. */
function partAt(rule: Rule, { views, lines }: CheckedSource, line: number): CheckedSource | undefined {
  return views.find((view) => isFor(rule, view.language) && view.text.slice(lines.lineStart(line), lines.lineEnd(line)).trim() !== '');
}

/** Words of which a text lacks at least one in every way the rule could match. */
function missingWords(prefilter: Prefilter, text: string): readonly string[] {
  switch (prefilter.kind) {
    case 'always':
    case 'operator':
    case 'neighbour':
      return [];
    case 'word':
      return text.includes(prefilter.word) ? [] : [prefilter.word];
    case 'text':
      return text.toLowerCase().includes(prefilter.text) ? [] : [prefilter.text];
    case 'all':
      return prefilter.of.flatMap((part) => missingWords(part, text));
    case 'any': {
      const missing = prefilter.of.map((part) => missingWords(part, text));
      return missing.some((words) => words.length === 0) ? [] : [...new Set(missing.flat())];
    }
  }
  return prefilter satisfies never;
}

interface Place {
  readonly start: number;
  readonly end: number;
}

function explainTree(engine: Engine, rule: Rule, checked: CheckedSource, place: Place): Explanation {
  const { language, text } = checked;
  if (language === undefined) return outcome('language', 'The file is in no known language');
  const file = language.grammar === undefined ? openTextFile(text, language) : checked.tree();
  if (file === undefined) return outcome('skipped', 'The file could not be parsed');
  const grammar = language.grammar === undefined ? undefined : file.grammar;
  const compiled = engine.treeRules.compiled(rule, { language, grammar });
  if (compiled.kind === 'problem') return outcome('broken', compiled.message);
  if (compiled.kind === 'taint') {
    const taint = explainTaint(compiled.taint, file, place);
    return taint.outcome === 'found' ? matching(rule) : outcome(taint.outcome, taintMessages[taint.outcome], { taint });
  }
  const { matches, clauses } = explainFormula(compiled.formula, file, place);
  const failed = clauses.find((clause) => !clause.passed);
  if (matches.length > 0 || failed === undefined) return { ...matching(rule), clauses };
  return outcome('clause', clauseMessages[failed.role], { clauses });
}

function matching({ partOf }: Rule): Explanation {
  if (partOf !== undefined) return outcome('found', `The rule matches here, for the rule ${partOf.join} that it is a part of`);
  return outcome('weaker', 'The rule matches here, but a stronger rule about the same weakness has the finding');
}

const clauseMessages: Readonly<Record<ClauseReport['role'], string>> = {
  pattern: 'The pattern does not match at this line',
  inside: 'The code is not inside what pattern-inside asks for',
  not: 'The code is what pattern-not leaves out',
  'not-inside': 'The code is inside what pattern-not-inside leaves out',
  anywhere: 'What must be somewhere in the file is not there',
  condition: 'A condition on a metavariable does not hold',
};

const taintMessages: Readonly<Record<Exclude<TaintExplanation['outcome'], 'found'>, string>> = {
  'no-flow-support': 'Data flows are not followed in this language',
  'no-sink': 'No sink of the rule is at this line',
  'no-source': 'No source of the rule is in this file',
  sanitizer: 'A sanitizer cleans the data on its way',
  budget: 'The analysis ran out of its budget before it was done',
  'not-reached': 'The data of the sources does not arrive here: it is overwritten, checked, or goes elsewhere',
};
