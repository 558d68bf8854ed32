import type { Detector } from '../model.ts';
import { compileTextRegex } from '../regex/text-regex.ts';
import { firstLine, type TextCompilation } from './text-detector.ts';

type RequiredPattern = Extract<Detector, { kind: 'required-pattern' }>;

/** Compiles a rule that wants every pattern somewhere in a file that is not empty; the finding stands on the first line. */
export function compileRequiredPattern(detector: RequiredPattern, trusted: boolean): TextCompilation {
  const compiled = detector.patterns.map((regex) => compileTextRegex({ regex, flags: detector.flags, trusted }));
  const problem = compiled.find((result) => result.kind === 'problem');
  if (problem !== undefined) return problem;
  const regexes = compiled.flatMap((result) => (result.kind === 'compiled' ? result.regex : []));
  return {
    kind: 'compiled',
    detector: {
      linear: regexes.every((regex) => regex.linear),
      local: false,
      detect: ({ text }) => (text.trim() !== '' && regexes.some((regex) => regex.next(text, 0) === undefined) ? [firstLine(text)] : []),
    },
  };
}
