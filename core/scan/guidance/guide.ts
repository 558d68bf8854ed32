import { groupBy } from '../../kernel/grouping.ts';
import { type Rule, severityRank } from '../model.ts';
import { adviceOf } from './advice.ts';
import { librariesOf, subjectOf } from './subject.ts';

/** What to do instead of a weakness that a file of this kind is likely to get. */
export interface Guide {
  readonly rule: Rule;
  readonly cwe: string;
  readonly advice: string;
}

/** What is known of a file: its words and those of its project's manifests, in lower case. */
export interface FileWords {
  readonly own: ReadonlySet<string>;
  readonly project: ReadonlySet<string>;
}

const confidenceWeight = { high: 6, medium: 4, low: 0 } as const;
const topList = 'cwe-top-25';
const listed = 8;
const absentLibrary = -40;
const presentLibrary = 6;
const perWord = 5;
const mostWords = 3;
const otherPack = -30;
const perRule = 2;
const mostRules = 5;

/**
 * The likely weaknesses of a file, one rule for each, the most important first: severe, sure, common (many rules look for them, the lists of the most
 * dangerous name them), and about what the file or its project uses. Rules without advice are left out; of those about secrets there is one.
 */
export function guidesFor(rules: readonly Rule[], words: FileWords): readonly Guide[] {
  const codeRules = rules.filter((rule) => rule.cwe.length > 0 && rule.severity !== 'info' && rule.detector.kind !== 'documentation-obligation');
  const [main] = [...groupBy(codeRules, ({ pack }) => pack).values()].toSorted((a, b) => b.length - a.length);
  const ownPack = main?.[0]?.pack;
  const guides = [...groupBy(codeRules, topicOf)].flatMap(([, group]) => {
    const [best] = group
      .map((rule) => ({ rule, cwe: rule.cwe[0] ?? '', advice: adviceOf(rule), score: scoreOf(rule, words) + (rule.pack === ownPack ? 0 : otherPack) }))
      .filter(({ advice }) => advice !== '')
      .toSorted((a, b) => b.score - a.score || a.rule.id.length - b.rule.id.length);
    return best === undefined ? [] : [{ ...best, score: best.score + (best.rule.secret ? 0 : Math.min(group.length, mostRules) * perRule) }];
  });
  return guides.toSorted((a, b) => b.score - a.score || (a.rule.id < b.rule.id ? -1 : 1));
}

function topicOf({ secret, cwe }: Rule): string {
  return secret ? 'secret' : (cwe[0] ?? '');
}

function scoreOf(rule: Rule, { own, project }: FileWords): number {
  const isListed = Object.keys(rule.controls).some((framework) => framework.startsWith(topList));
  const base = (4 - severityRank(rule.severity)) * 10 + confidenceWeight[rule.confidence] + (isListed ? listed : 0);
  const libraries = librariesOf(rule);
  const isUsed = libraries.some((library) => usesLibrary({ own, project }, library));
  const about = subjectOf(rule).filter((each) => own.has(each)).length;
  return base + libraryScore(libraries.length, isUsed) + Math.min(about, mostWords) * perWord;
}

function libraryScore(libraries: number, isUsed: boolean): number {
  if (libraries === 0) return 0;
  return isUsed ? presentLibrary : absentLibrary;
}

/** Whether a file or its project names a library, also as `angular` for `angularjs`. */
export function usesLibrary({ own, project }: FileWords, library: string): boolean {
  return [library, library.replace(/js$/, '')].some((name) => own.has(name) || project.has(name));
}
