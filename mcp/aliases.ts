import { languages } from '../core/scan/languages/index.ts';
import type { Arguments } from './tool.ts';

/** A name that was published earlier: calls of it are answered, lists do not have it. */
export interface Alias {
  readonly name: string;
  /** The tool that answers. */
  readonly tool: string;
  /** The arguments of that tool. */
  readonly translate: (input: Arguments) => Arguments;
}

export const aliases: readonly Alias[] = [
  { name: 'scan_file', tool: 'check', translate: ({ file_path: path, ...rest }) => withField(rest, 'path', path) },
  { name: 'check_code_snippet', tool: 'check', translate: snippetInput },
  { name: 'get_compliance_context', tool: 'context', translate: ({ file_path: path, ...rest }) => withField(rest, 'filename', path) },
];

/** A snippet that only tells its language gets a name with that language's ending. */
function snippetInput({ file_path: path, language, ...rest }: Arguments): Arguments {
  const named = withField(rest, 'filename', path);
  if (named.filename !== undefined || typeof language !== 'string') return named;
  const wanted = language.toLowerCase();
  const known = languages.find(({ id, names, extensions }) => id === wanted || names.includes(wanted) || extensions.includes(wanted));
  return { ...named, filename: `snippet.${known?.extensions[0] ?? 'txt'}` };
}

function withField(input: Arguments, name: string, value: unknown): Arguments {
  return value === undefined || input[name] !== undefined ? input : { ...input, [name]: value };
}
