import type { HookOutput, Verdict } from '../request.ts';

/** An answer as one JSON object, with the note for the user in the field that several agents have for it. */
export function json({ note }: Verdict, answer: object): HookOutput {
  return {
    stdout: JSON.stringify({ ...answer, ...(note === undefined ? {} : { systemMessage: note }) }),
    ...(note === undefined ? {} : { stderr: note }),
    code: 0,
  };
}

/** Nothing to say but a note. */
export function noted(verdict: Extract<Verdict, { kind: 'pass' }>): HookOutput {
  return verdict.note === undefined ? { code: 0 } : json(verdict, {});
}
