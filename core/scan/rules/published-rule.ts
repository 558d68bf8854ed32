import type { FixSpec } from '../fix-spec.ts';
import type { Detector, LanguageId, Rule } from '../model.ts';
import { compileFilePolicy } from '../detectors/file-policy.ts';
import { readConfidence, readControls, readCwe, readExamples, readLanguages, readSeverity, originOf } from './facts.ts';
import { readRegex } from './condition.ts';
import { readQuery } from './formula.ts';
import type { RuleScope } from './load.ts';
import { at, elements, flagAt, isRecord, type Part, refuse, reportUnknown, textAt, textsAt } from './part.ts';

const knownFields: ReadonlySet<string> = new Set([
  ...[
    'id',
    'name',
    'type',
    'severity',
    'description',
    'message',
    'help',
    'file_glob',
    'file_pattern',
    'pattern',
    'all_patterns',
    'check',
    'params',
    'autofix',
    'replacement',
  ],
  ...[
    'standard',
    'clause',
    'remediation_guidance',
    'tags',
    'languages',
    'exclude_patterns',
    'compliance_category',
    'metadata',
    'secret',
    'examples',
    'tier',
    'author',
    'enabled',
    'query',
    'language',
    'ast_check',
  ],
]);

/** Reads a rule of the published kinds (`type: regex | required_pattern | file_policy | documentation_obligation`). */
export function readPublishedRule(part: Part, id: string, scope: RuleScope): Rule | undefined {
  reportUnknown(part, knownFields);
  const severity = readSeverity(part);
  const name = textAt(part, 'name');
  if (name === undefined) return refuse(part, 'The field name is needed');
  const include = [...textsAt(part, 'file_glob'), ...textsAt(part, 'file_pattern')];
  const detector = readDetector(part, include);
  const fix = readAutofix(part);
  if (severity === undefined || detector === undefined) return undefined;
  const description = (textAt(part, 'description') ?? textAt(part, 'message'))?.replaceAll(/\s+/g, ' ').trim();
  const metadata = at(part, 'metadata');
  const languages = publishedLanguages(part);
  const category = textAt(part, 'compliance_category');
  return {
    id,
    pack: scope.pack,
    title: name,
    message: description === undefined ? name : `${name}: ${description}`,
    severity,
    confidence: readConfidence(metadata, detector.kind === 'regex' ? 'medium' : 'high'),
    languages: languages.length === 0 ? ['generic'] : languages,
    cwe: readCwe(metadata),
    controls: { ...readClause(part), ...readControls(metadata) },
    tags: [...textsAt(part, 'tags'), ...(category === undefined ? [] : [category])],
    help: (textAt(part, 'remediation_guidance') ?? description ?? name).trim(),
    references: [],
    paths: { include: detector.kind === 'documentation-obligation' ? [] : include, exclude: textsAt(part, 'exclude_patterns') },
    detector,
    ...(fix === undefined ? {} : { fix }),
    examples: readExamples(part),
    secret: flagAt(part, 'secret'),
    trusted: scope.trusted,
    ...originOf(part, scope),
  };
}

function readDetector(part: Part, include: readonly string[]): Detector | undefined {
  const type = textAt(part, 'type');
  switch (type) {
    case 'regex': {
      const regex = requiredRegex(part);
      return regex === undefined ? undefined : { kind: 'regex', regex, flags: 'm' };
    }
    case 'required_pattern': {
      const patterns = readPatterns(part);
      return patterns === undefined ? undefined : { kind: 'required-pattern', patterns, flags: 'm' };
    }
    case 'file_policy':
      return readFilePolicy(part);
    case 'documentation_obligation': {
      const patterns = readPatterns(part, []);
      return patterns === undefined ? undefined : { kind: 'documentation-obligation', globs: include, patterns };
    }
    case 'ast':
      return readAst(part);
    case 'llm':
      return refuse(at(part, 'type') ?? part, 'Rules of type llm are not supported; write a code pattern instead');
    default:
      return refuse(at(part, 'type') ?? part, 'The type must be regex, required_pattern, file_policy, ast or documentation_obligation');
  }
}

/** A tree-sitter query in `query`, or the built-in check `complexity`. */
function readAst(part: Part): Detector | undefined {
  const field = at(part, 'query');
  if (field !== undefined) {
    const formula = readQuery(field);
    return formula === undefined ? undefined : { kind: 'search', formula };
  }
  const check = textAt(part, 'ast_check');
  if (check === undefined) return refuse(part, 'A rule of type ast needs a query');
  if (check !== 'complexity') return refuse(at(part, 'ast_check') ?? part, `The check ${JSON.stringify(check)} is not supported; write it as a query`);
  return readFilePolicy({ ...part, value: { ...(isRecord(part.value) ? part.value : {}), check: 'high_complexity' } });
}

function requiredRegex(part: Part): string | undefined {
  const field = at(part, 'pattern');
  return field === undefined ? refuse(part, 'The field pattern is needed') : readRegex(field);
}

/** `all_patterns` (each must occur) or one `pattern`. */
function readPatterns(part: Part, fallback?: readonly string[]): readonly string[] | undefined {
  const field = at(part, 'all_patterns') ?? at(part, 'pattern');
  if (field === undefined) return fallback ?? refuse(part, 'The field pattern or all_patterns is needed');
  const read = elements(field).map(readRegex);
  const patterns = read.filter((regex) => regex !== undefined);
  return patterns.length === read.length && patterns.length > 0 ? patterns : undefined;
}

function readFilePolicy(part: Part): Detector | undefined {
  const check = textAt(part, 'check');
  if (check === undefined) return refuse(part, 'The field check is needed');
  const params = at(part, 'params');
  if (params !== undefined && !isRecord(params.value)) return refuse(params, 'A mapping was expected here');
  const pattern = textAt(part, 'pattern');
  const parameters = { ...(pattern === undefined ? {} : { pattern }), ...(isRecord(params?.value) ? params.value : {}) };
  const detector = { kind: 'file-policy', check, parameters } as const;
  const compiled = compileFilePolicy(detector, true);
  return compiled.kind === 'compiled' ? detector : refuse(params ?? at(part, 'check') ?? part, compiled.message);
}

/** `languages`, or the one `language` of a query. */
function publishedLanguages(part: Part): readonly LanguageId[] {
  const field = at(part, 'language');
  return field === undefined ? readLanguages(part) : readLanguages({ ...part, value: { languages: field.value } });
}

function readClause(part: Part): Readonly<Record<string, readonly string[]>> {
  const standard = textAt(part, 'standard');
  const clause = textAt(part, 'clause');
  return standard === undefined ? {} : { [standard]: clause === undefined ? [] : [clause] };
}

function readAutofix(part: Part): FixSpec | undefined {
  const autofix = textAt(part, 'autofix');
  switch (autofix) {
    case undefined:
    case 'none':
    case 'false':
      return undefined;
    case 'remove_line':
      return { kind: 'remove-line' };
    case 'comment_out':
      return { kind: 'comment-out' };
    case 'replace': {
      const regex = textAt(part, 'pattern');
      const replacement = textAt(part, 'replacement');
      if (regex === undefined || replacement === undefined) return refuse(part, 'autofix: replace needs pattern and replacement');
      return { kind: 'regex', regex, replacement, count: 1 };
    }
    default:
      return refuse(at(part, 'autofix') ?? part, 'The autofix must be remove_line, comment_out or replace');
  }
}
