import type { SuppressionEntry } from '../../config/schema.ts';
import { compileGlobs, type PathTest } from '../glob.ts';
import type { Language } from '../languages/language.ts';
import type { Finding, RefusedSuppression, Suppression, SuppressionComment } from '../model.ts';
import type { FileTree } from '../pattern/file-tree.ts';
import { foreignSuppressions } from './foreign/foreign.ts';
import { readOwnComments } from './inline.ts';
import { defaultPolicy, refusalOf, type SuppressionPolicy } from './policy.ts';
import { ruleTest } from './rule-glob.ts';

/** A suppression of the configuration or of the suppressions file. */
export interface SuppressionRule {
  readonly entry: SuppressionEntry;
  readonly by: 'config' | 'file';
  /** 1-based line in the suppressions file. */
  readonly line?: number;
}

/** What suppresses in a project, compiled. */
export interface Suppressor {
  /** Splits findings; the suppressed ones carry the reason. `text` holds the comments. */
  split(findings: readonly Finding[], source: SuppressionSource): Split;
  /** The comments of a text, read once for both halves of what is asked about them. */
  commentsOf(source: SuppressionSource): TextComments;
  /** The second half: what the settings say of comments, then entries of the configuration and the suppressions file. */
  splitMarked(findings: readonly Finding[]): Split;
}

/** What the comments of one text suppress. */
export interface TextComments {
  /** The first half of `split`: what they suppress says so in `suppression`, whatever the settings think of it. */
  mark(findings: readonly Finding[]): readonly Finding[];
  /** Our own comments, and which of them are used. */
  listed(findings: readonly Finding[]): readonly SuppressionComment[];
}

export interface SuppressionSource {
  readonly text: string;
  readonly language: Language | undefined;
  /** For comments that speak for the block they stand in. */
  readonly tree?: () => FileTree | undefined;
}

export interface Split {
  readonly findings: readonly Finding[];
  readonly suppressed: readonly Finding[];
}

/** What decides besides the entries: `today` (ISO date) what has expired. */
export interface SuppressionTerms {
  readonly today: string;
  readonly policy?: SuppressionPolicy | undefined;
  /** Whether a rule looks for secrets. */
  readonly isSecret?: (ruleId: string) => boolean;
}

interface CompiledEntry {
  readonly covers: (finding: Finding) => boolean;
  readonly suppression: Suppression;
}

/** Compiles the entries. */
export function compileSuppressor(rules: readonly SuppressionRule[], { today, policy = defaultPolicy, isSecret = () => false }: SuppressionTerms): Suppressor {
  const entries = rules.map(compileEntry);
  const commentsOf = (source: SuppressionSource) => readComments(source, isSecret);
  const splitMarked = (findings: readonly Finding[]): Split => {
    const kept: Finding[] = [];
    const suppressed: Finding[] = [];
    for (const finding of findings) {
      const { suppression, refused, ...plain } = decide(finding, entries, { policy, today });
      if (suppression === undefined) kept.push(refused === undefined ? plain : { ...plain, refused });
      else suppressed.push({ ...plain, suppression });
    }
    return { findings: kept, suppressed };
  };
  return {
    commentsOf,
    splitMarked,
    split: (findings, source) => splitMarked(commentsOf(source).mark(findings)),
  };
}

/** The first suppression that holds, else the first that does not. */
function decide(finding: Finding, entries: readonly CompiledEntry[], terms: { readonly policy: SuppressionPolicy; readonly today: string }): Finding {
  const { suppression: marked, ...plain } = finding;
  const own = marked === undefined ? [] : [marked];
  let refused: RefusedSuppression | undefined;
  for (const suppression of [...own, ...entries.flatMap((entry) => (entry.covers(finding) ? entry.suppression : []))]) {
    const because = refusalOf(suppression, finding, terms);
    if (because === undefined) return { ...plain, suppression };
    if (because !== 'ignored') refused ??= { ...suppression, because };
  }
  return refused === undefined ? plain : { ...plain, refused };
}

function readComments({ text, language, tree }: SuppressionSource, isSecret: (ruleId: string) => boolean): TextComments {
  const own = readOwnComments(text, language);
  return {
    mark(findings) {
      if (findings.length === 0) return findings;
      const foreign = foreignSuppressions({ text, language, isSecret, ...(tree === undefined ? {} : { tree }) });
      return findings.map((finding) => {
        const suppression = own.suppressionOf(finding) ?? finding.suppression ?? foreign(finding);
        return suppression === undefined ? finding : { ...finding, suppression };
      });
    },
    listed: (findings) => own.listed(findings),
  };
}

function compileEntry({ entry, by }: SuppressionRule, index: number): CompiledEntry {
  const { rule_id: rule, file_glob: glob, fingerprint, reason, justification, owner, requested_by: requestedBy, approved_by: approvedBy, expires } = entry;
  const [isRule, isFile] = [ruleTest(rule), fileTest(glob)];
  return {
    covers: (finding) => isRule(finding.ruleId) && isFile(finding.path) && (fingerprint === undefined || fingerprint === finding.fingerprint),
    suppression: {
      ...{ by, reason, entry: index },
      ...(justification === undefined ? {} : { justification }),
      ...(owner === undefined ? {} : { owner }),
      ...(requestedBy === undefined ? {} : { requestedBy }),
      ...(approvedBy === undefined ? {} : { approvedBy }),
      ...(expires === undefined ? {} : { expires }),
    },
  };
}

function fileTest(glob: string | undefined): PathTest {
  return glob === undefined ? () => true : compileGlobs([glob]);
}
