/** Words of values that stand for a real one. */
const words =
  /example|sample|placeholder|change_?-?me|replace|insert|dummy|fake|redact|your[_-]|[_-]your|mytoken|mykey|secretkey|invalid|goes[_-]?here|undefined|password|xxxx|\*{3}|\.{3}|…|not-?a-?real|deadbeef|qwerty|asdfgh|lorem/i;
/** Holes of templates and references to the environment: the value is somewhere else. */
const holes = /\$\{|\$\(|\{\{|#\{|%\(|%[sd]\b|<[A-Za-z][\w -]*>|<\d+ of |\$[A-Z_]{3,}/;
/** Beginnings of keys that their vendors publish: storage emulators, the sample of jwt.io, Stripe's documentation. */
const published = ['Eby8vdM02xNOcqFlqUwJ', 'C2y6yDjf5/R+ob0N8A7C', 'SflKxwRJSMeKKF2QT4fwpMeJf36POk6yJV_adQssw5c', '4eC39HqLyjWDarjtT1zdp7dc'];
const longestRun = 6;
const longestSequence = 7;
const longestPeriod = 16;

/** Whether a value is plainly no secret: an example, a hole of a template, a repetition or a sequence, a key that everybody knows. */
export function isPlaceholder(value: string): boolean {
  if (words.test(value) || holes.test(value) || published.some((key) => value.includes(key))) return true;
  return hasRun(value, 0, 1, longestRun) || hasRun(value, 1, 1, longestSequence) || hasRun(value, 1, 2, longestSequence) || isRepetition(value);
}

/** So many characters in a row that are each `step` above the one `stride` before: 1 and 1 for abcdef, 1 and 2 for a1b2c3. */
function hasRun(value: string, step: number, stride: number, needed: number): boolean {
  let run = stride;
  for (let index = stride; index < value.length; index += 1) {
    run = follows(value.charCodeAt(index - stride), value.charCodeAt(index), step) ? run + 1 : stride;
    if (run >= needed) return true;
  }
  return false;
}

/** 9 is followed by 0, as on a keyboard. */
function follows(before: number, after: number, step: number): boolean {
  return after - before === step || (step === 1 && before === 57 && after === 48);
}

/** One short text over and over, such as abc123abc123abc123. */
function isRepetition(value: string): boolean {
  for (let period = 1; period <= longestPeriod && period * 2 <= value.length; period += 1) {
    if (value.slice(period) === value.slice(0, -period)) return true;
  }
  return false;
}
