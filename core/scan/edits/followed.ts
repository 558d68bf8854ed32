import type { FileResult, Source } from '../model.ts';
import type { EditorSession, Scanner } from '../scanner.ts';
import { difference } from './difference.ts';

/** Files that are checked again and again. */
export interface FollowedFiles {
  /** What a full check of the text gives. From its second check on a file is followed, so that only what changed in it is looked at. */
  check(source: Source): FileResult;
}

export interface FollowLimits {
  /** Files that are followed at the same time; those that were checked last. */
  readonly files: number;
  /** Characters of their texts together. */
  readonly characters: number;
}

const defaultLimits: FollowLimits = { files: 16, characters: 2_000_000 };
/** Names of files that were checked once. */
const mostNames = 1000;

/** Follows no file yet. The trees of those that are no longer followed are freed at once, those of files that nobody reaches any more by the collector. */
export function followFiles(scanner: Scanner, limits: FollowLimits = defaultLimits): FollowedFiles {
  const sessions = new Map<string, EditorSession>();
  const once = new Set<string>();
  const forget = (key: string) => {
    sessions.get(key)?.close();
    sessions.delete(key);
  };
  const keep = (key: string, session: EditorSession): FileResult => {
    sessions.delete(key);
    sessions.set(key, session);
    for (const oldest of sessions.keys()) if (isOver(sessions, limits)) forget(oldest);
    return session.result;
  };
  const follow = (key: string, source: Source): FileResult => {
    const known = sessions.get(key);
    if (known === undefined) return keep(key, scanner.open(source, 'whole'));
    const change = difference(known.text, source.text);
    if (change !== undefined) known.update([change], 'whole');
    return keep(key, known);
  };
  return {
    check(source) {
      const key = `${source.path}\0${source.languageId ?? ''}`;
      if (!once.has(key) || source.text.length > limits.characters) {
        if (once.size >= mostNames) once.clear();
        once.add(key);
        return scanner.check(source);
      }
      try {
        return follow(key, source);
      } catch {
        // A text that was left in the middle of an update is not followed further; what is wrong is told by a check of its own.
        forget(key);
        return scanner.check(source);
      }
    },
  };
}

function isOver(sessions: ReadonlyMap<string, EditorSession>, limits: FollowLimits): boolean {
  let characters = 0;
  for (const { text } of sessions.values()) characters += text.length;
  return sessions.size > limits.files || characters > limits.characters;
}
