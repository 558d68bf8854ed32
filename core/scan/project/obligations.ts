import type { Files } from '../../kernel/context.ts';
import { insideRoot, type RepoPath } from '../../kernel/path.ts';
import { decodeText } from '../decode.ts';
import { isProjectRule } from '../detectors/project-rule.ts';
import { fingerprintsOf } from '../fingerprint.ts';
import { compileGlobs } from '../glob.ts';
import type { Finding, Rule } from '../model.ts';
import { compileTextRegex } from '../regex/text-regex.ts';

/** What a project as a whole is judged by: its files' names, and their text where a rule asks for it. */
export interface ProjectView {
  readonly files: Files;
  readonly paths: readonly RepoPath[];
}

const maxBytes = 1_000_000;

export interface ProjectCheck {
  readonly findings: readonly Finding[];
  /** Rules that could be decided. An obligation that nothing but people can judge is not among them. */
  readonly evaluated: readonly string[];
  /** The file that meets an obligation, by rule. */
  readonly met: Readonly<Record<string, RepoPath>>;
}

/** Findings about the project: missing files, and obligations that no file meets. Their path is '' and they have no place in a text. */
export function checkProject(rules: readonly Rule[], view: ProjectView): ProjectCheck {
  const projectRules = rules.filter((rule) => isProjectRule(rule) && rule.detector.kind !== 'join');
  const met = new Map<string, RepoPath>();
  const findings = projectRules.flatMap((rule) => {
    const { detector } = rule;
    const path = detector.kind === 'documentation-obligation' ? meetingFile(detector, rule.trusted, view) : undefined;
    if (path !== undefined) met.set(rule.id, path);
    const message = path === undefined ? problemOf(rule, view) : undefined;
    return message === undefined ? [] : [projectFinding(rule, message)];
  });
  return {
    findings,
    met: Object.fromEntries(met),
    evaluated: projectRules.filter(({ detector }) => detector.kind !== 'documentation-obligation').map((rule) => rule.id),
  };
}

function problemOf(rule: Rule, view: ProjectView): string | undefined {
  const { detector } = rule;
  if (detector.kind === 'documentation-obligation') return rule.message;
  const path = detector.kind === 'file-policy' ? detector.parameters.path : undefined;
  return typeof path !== 'string' || exists(view.files, path) ? undefined : `${rule.message} (${path} is missing)`;
}

/** The first file that fits the globs, in upper or lower case, and holds every pattern. Without globs and patterns it is for people to judge. */
function meetingFile(detector: Extract<Rule['detector'], { kind: 'documentation-obligation' }>, trusted: boolean, view: ProjectView): RepoPath | undefined {
  if (detector.globs.length === 0 && detector.patterns.length === 0) return undefined;
  const fits = detector.globs.length === 0 ? () => true : compileGlobs(detector.globs.map((glob) => glob.toLowerCase()));
  const regexes = detector.patterns.flatMap((regex) => {
    const compiled = compileTextRegex({ regex, flags: 'm', trusted });
    return compiled.kind === 'compiled' ? compiled.regex : [];
  });
  return view.paths.find((path) => fits(path.toLowerCase()) && (regexes.length === 0 || holdsAll(view.files, path, regexes)));
}

function holdsAll(files: Files, path: RepoPath, regexes: readonly { next(text: string, from: number): unknown }[]): boolean {
  try {
    if ((files.stat(path)?.size ?? 0) > maxBytes) return false;
    const decoded = decodeText(files.read(path));
    return decoded.kind === 'text' && regexes.every((regex) => regex.next(decoded.text, 0) !== undefined);
  } catch {
    return false;
  }
}

function exists(files: Files, path: string): boolean {
  try {
    return files.stat(insideRoot(files.root, path)) !== undefined;
  } catch {
    return false;
  }
}

function projectFinding(rule: Rule, message: string): Finding {
  const [fingerprint = ''] = fingerprintsOf([{ ruleId: rule.id, path: '', context: '', scope: '' }]);
  const obligation = rule.detector.kind === 'documentation-obligation';
  return {
    fingerprint,
    ruleId: rule.id,
    pack: rule.pack,
    title: rule.title,
    message,
    severity: obligation ? 'info' : rule.severity,
    confidence: rule.confidence,
    path: '',
    span: { start: 0, end: 0, startLine: 0, startColumn: 0, endLine: 0, endColumn: 0 },
    snippet: '',
    cwe: rule.cwe,
    controls: rule.controls,
    tags: rule.tags,
    obligation,
  };
}
