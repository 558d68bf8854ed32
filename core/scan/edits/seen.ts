import type { Context } from '../../kernel/context.ts';
import { fingerprintsIn } from '../changes/new-findings.ts';
import type { FileResult, Source } from '../model.ts';
import type { Workspace } from '../workspace.ts';
import { type FollowedFiles, followFiles } from './followed.ts';

/** The texts of files that are checked again and again while they are edited: the text after one edit is the text before the next. */
export interface SeenTexts {
  /** What a full check of the text gives. */
  check(source: Source): FileResult;
  /** Fingerprints of everything in a text. */
  fingerprintsOf(source: Source): ReadonlySet<string>;
}

interface Seen {
  readonly text: string;
  readonly fingerprints: ReadonlySet<string>;
}

interface Kept {
  readonly texts: Map<string, Seen>;
  readonly files: FollowedFiles;
}

const mostTexts = 100;
const longestText = 500_000;

/** The texts that were checked in the workspace as it is now. Its scanner's own stamp would take longer than checking a small file does. */
export async function seenTexts(context: Context, { scanner, stamp, references }: Workspace): Promise<SeenTexts> {
  const now = JSON.stringify([stamp, references]);
  const { texts, files } = await context.shared.use<Kept>('edits', now, () => Promise.resolve({ texts: new Map(), files: followFiles(scanner) }));
  const check = (source: Source): FileResult => {
    const result = files.check(source);
    const { text } = source;
    if (text.length > longestText) return result;
    const key = keyOf(source);
    texts.delete(key);
    texts.set(key, { text, fingerprints: fingerprintsIn(result) });
    for (const oldest of texts.keys()) if (texts.size > mostTexts) texts.delete(oldest);
    return result;
  };
  return {
    check,
    fingerprintsOf(source) {
      const known = texts.get(keyOf(source));
      return known?.text === source.text ? known.fingerprints : fingerprintsIn(check(source));
    },
  };
}

function keyOf({ path, text }: Source): string {
  return `${path}\0${text.length}`;
}
