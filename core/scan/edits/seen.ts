import type { Context } from '../../kernel/context.ts';
import { fingerprintsIn } from '../changes/new-findings.ts';
import type { FileResult, Source } from '../model.ts';
import type { Scanner } from '../scanner.ts';

/** What the last texts of files had: the text after one edit is the text before the next. */
export interface SeenTexts {
  /** Keeps what a text had. */
  keep(source: Source, result: FileResult): void;
  /** Fingerprints of everything in a text, from the last edit where that left this text. */
  fingerprintsOf(source: Source): ReadonlySet<string>;
}

interface Seen {
  readonly text: string;
  readonly fingerprints: ReadonlySet<string>;
}

const mostTexts = 100;
const longestText = 500_000;

/** The texts that were checked with a scanner; those of others are forgotten. */
export async function seenTexts(context: Context, scanner: Scanner): Promise<SeenTexts> {
  const seen = await context.shared.use<Map<string, Seen>>('edits', scanner.stamp, () => Promise.resolve(new Map<string, Seen>()));
  const keep = ({ path, text }: Source, result: FileResult): ReadonlySet<string> => {
    const fingerprints = fingerprintsIn(result);
    if (text.length > longestText) return fingerprints;
    const key = keyOf(path, text);
    seen.delete(key);
    seen.set(key, { text, fingerprints });
    for (const oldest of seen.keys()) if (seen.size > mostTexts) seen.delete(oldest);
    return fingerprints;
  };
  return {
    keep,
    fingerprintsOf(source) {
      const known = seen.get(keyOf(source.path, source.text));
      return known?.text === source.text ? known.fingerprints : keep(source, scanner.check(source));
    },
  };
}

function keyOf(path: string, text: string): string {
  return `${path}\0${text.length}`;
}
