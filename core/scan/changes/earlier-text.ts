import type { Context } from '../../kernel/context.ts';
import { toFailure } from '../../kernel/failure.ts';
import type { RepoPath } from '../../kernel/path.ts';
import { decodeText } from '../decode.ts';
import { type ChangedLines, changedLines, everyLine } from './changed-lines.ts';

/** What changed in a text. */
export interface Changes {
  readonly lines: ChangedLines;
  /** The text before; undefined where there was none. */
  readonly before: string | undefined;
}

/**
 * What changed in a file since a commit, HEAD where none is named. Undefined where there is nothing to compare with: no repository, or no commit in
 * it yet. Throws `bad_request` for a name git does not know, and `unavailable` where a commit is named and there is no repository.
 */
export async function changesSince(context: Context, { path, text }: { readonly path: RepoPath; readonly text: string }, base?: string) {
  const earlier = await committedText(context, path, base);
  return earlier === undefined ? undefined : changesBetween(earlier.text, text);
}

/** What changed from one text to the next. */
export function changesBetween(before: string | undefined, after: string): Changes {
  return { before, lines: before === undefined ? everyLine : changedLines(before, after) };
}

/** The text of a file at a commit; undefined where that has no such file, or none that is text. */
interface CommittedText {
  readonly text: string | undefined;
}

/** What a commit, HEAD where none is named, has of a file. Undefined, and throws, as `changesSince`. */
export async function committedText({ git }: Context, path: RepoPath, base?: string): Promise<CommittedText | undefined> {
  try {
    const bytes = await git.committed(path, base);
    const decoded = bytes === undefined ? undefined : decodeText(bytes);
    return { text: decoded?.kind === 'text' ? decoded.text : undefined };
  } catch (thrown) {
    if (base === undefined && toFailure(thrown).code === 'unavailable') return undefined;
    throw thrown;
  }
}
