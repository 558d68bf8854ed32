const shortestSecret = 8;
/** Share of the bits that characters of its classes could carry, above which a text is no word or phrase. */
const randomShare = 0.6;
const classes: readonly (readonly [RegExp, number])[] = [
  [/[a-z]/, 26],
  [/[A-Z]/, 26],
  [/\d/, 10],
  [/[^a-zA-Z\d]/, 20],
];
const commonPairs = new Set(
  'th he in er an re on at en nd ti es or te of ed is it al ar st to nt ng se ha as ou io le ve co me de hi ri ro ic ne ea ra ce li ch ll be ma si om ur ab le et us pa ss ey wo rd se cr to ke ex am pl ho ld'.split(
    ' ',
  ),
);

/** Whether a text looks like a random key or password rather than words: many different characters, few usual pairs of letters. */
export function isRandom(text: string): boolean {
  if (text.length < shortestSecret || /\s/.test(text)) return false;
  const possible = Math.log2(Math.max(2, ...[classes.reduce((sum, [test, size]) => sum + (test.test(text) ? size : 0), 0)]));
  const bits = bitsOf(text);
  return bits >= 2.8 && bits / Math.min(possible, Math.log2(text.length)) >= randomShare && usualShare(text) < 0.4;
}

function bitsOf(text: string): number {
  const counts = new Map<string, number>();
  for (const character of text) counts.set(character, (counts.get(character) ?? 0) + 1);
  let bits = 0;
  for (const count of counts.values()) bits -= (count / text.length) * Math.log2(count / text.length);
  return bits;
}

/** Share of neighbouring characters that are common in words. */
function usualShare(text: string): number {
  const lower = text.toLowerCase();
  let usual = 0;
  for (let at = 0; at + 1 < lower.length; at += 1) if (commonPairs.has(lower.slice(at, at + 2))) usual += 1;
  return usual / Math.max(1, lower.length - 1);
}

/** What is known of a group of a regex while it is read. */
interface Group {
  /** It holds something that repeats without bound. */
  repeats: boolean;
  readonly alternatives: string[];
  text: string;
}

/** One step through a regex: a token with whether it may repeat without bound and give back what it took. */
interface RegexToken {
  readonly text: string;
  readonly isRepeated: boolean;
}

const unbounded = /^(?:[*+]|\{\d*,\})/;

/**
 * Whether a regex may take exponential time where it backtracks: an unbounded repetition of a group that itself repeats without bound
 * or has alternatives that start alike. Possessive repetitions and atomic groups do not backtrack.
 */
export function hasBacktracking(regex: string): boolean {
  const stack: Group[] = [newGroup()];
  for (const token of tokensOf(regex)) {
    if (token.text === '(') {
      stack.push(newGroup());
      continue;
    }
    const closed = token.text === ')' && stack.length > 1 ? stack.pop() : undefined;
    if (closed !== undefined && token.isRepeated && isAmbiguous(closed)) return true;
    const group = stack.at(-1);
    if (group !== undefined) addToken(group, token, closed);
  }
  return false;
}

function newGroup(): Group {
  return { repeats: false, alternatives: [], text: '' };
}

function* tokensOf(regex: string): Generator<RegexToken> {
  for (let at = 0; at < regex.length; ) {
    const text = tokenAt(regex, at);
    at += text.length + (text === '(' ? groupPrefix(regex.slice(at + 1)).length : 0);
    const quantifier = unbounded.exec(regex.slice(at))?.[0] ?? '';
    at += quantifier.length;
    const isPossessive = quantifier !== '' && regex[at] === '+';
    if (isPossessive) at += 1;
    yield { text, isRepeated: quantifier !== '' && !isPossessive };
  }
}

function addToken(group: Group, { text, isRepeated }: RegexToken, inner: Group | undefined): void {
  group.repeats ||= isRepeated || inner?.repeats === true;
  if (text === '|') group.alternatives.push(group.text);
  group.text = text === '|' ? '' : group.text + text;
}

function isAmbiguous({ repeats, alternatives, text }: Group): boolean {
  if (repeats) return true;
  const starts = [...alternatives, text].map((alternative) => tokenAt(alternative, 0));
  return alternatives.length > 0 && new Set(starts).size < starts.length;
}

function tokenAt(regex: string, at: number): string {
  if (regex[at] === '\\') return regex.slice(at, at + 2);
  if (regex[at] !== '[') return regex[at] ?? '';
  return /^\[\^?\]?(?:\\[\s\S]|[^\]\\])*\]/.exec(regex.slice(at))?.[0] ?? '[';
}

function groupPrefix(rest: string): string {
  return /^\?(?:[:=!>]|<[=!]|P?<\w+>|[a-z-]+:)/.exec(rest)?.[0] ?? '';
}
