import { type SuppressionEntry, suppressionEntry } from '../../config/schema.ts';
import type { Files } from '../../kernel/context.ts';
import { toFailure } from '../../kernel/failure.ts';
import type { RepoPath } from '../../kernel/path.ts';
import type { RuleProblem } from '../model.ts';
import { at, elements, isRecord, type Part } from '../rules/part.ts';
import { readYaml } from '../rules/yaml-text.ts';

export interface ListedSuppressions {
  readonly entries: readonly SuppressionEntry[];
  /** Where each entry begins in the file, 1-based. */
  readonly lines: readonly number[];
  readonly problems: readonly RuleProblem[];
}

const none: ListedSuppressions = { entries: [], lines: [], problems: [] };

/** Reads `.sentrik/suppressions.yaml`: a list, or a mapping with `suppressions`. Wrong entries are problems; the others hold. */
export function readSuppressions(files: Files, path: RepoPath): ListedSuppressions {
  if (files.stat(path) === undefined) return none;
  try {
    return parseSuppressions(new TextDecoder().decode(files.read(path)), path);
  } catch (thrown) {
    return { ...none, problems: [{ file: path, message: toFailure(thrown).message }] };
  }
}

/** Reads the text of a suppressions file. */
export function parseSuppressions(text: string, file: string): ListedSuppressions {
  const reading = readYaml(text, file);
  if (reading.kind === 'problems') return { ...none, problems: reading.problems };
  const top: Part = { value: reading.yaml.value, path: [], origin: { file, yaml: reading.yaml, problems: [] } };
  if (top.value === null) return none;
  const list = Array.isArray(top.value) ? top : at(top, 'suppressions');
  if (list === undefined || !(Array.isArray(list.value) || list.value === null))
    return { ...none, problems: [{ file, message: 'A list of suppressions was expected' }] };
  if (list.value === null) return none;
  const read = elements(list).map((part) => readEntry(part));
  return { entries: read.flatMap((entry) => entry.entries), lines: read.flatMap((entry) => entry.lines), problems: read.flatMap((entry) => entry.problems) };
}

/** `file` is an older name of `file_glob`. */
function readEntry(part: Part): ListedSuppressions {
  const { value } = part;
  const renamed = isRecord(value) && value.file_glob === undefined && value.file !== undefined ? { ...value, file_glob: value.file } : value;
  const parsed = suppressionEntry.safeParse(isRecord(renamed) ? { ...renamed, expires: dateText(renamed.expires) } : renamed);
  const { file, yaml } = part.origin;
  if (parsed.success) return { entries: [parsed.data], lines: [yaml.lineOf([...part.path]) ?? 1], problems: [] };
  return {
    ...none,
    problems: parsed.error.issues.map((issue) => ({
      file,
      line: yaml.lineOf([...part.path, ...issue.path.map((segment) => (typeof segment === 'number' ? segment : String(segment)))]),
      field: issue.path.map(String).join('.'),
      message: issue.message,
    })),
  };
}

function dateText(value: unknown): unknown {
  return value instanceof Date ? value.toISOString().slice(0, 10) : value;
}
