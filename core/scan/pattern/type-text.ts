/** A type as written, taken apart. `start` and `end` are offsets in the text it was read from. */
export interface TypeText {
  /** Without white space, type arguments, pointers and array marks. */
  readonly name: string;
  readonly args: readonly TypeText[];
  /** `*` and `[]` in the order they are written. */
  readonly marks: string;
  readonly start: number;
  readonly end: number;
}

/** A metavariable of a type and the part of the given type that it stands for, with the marks that are its own. */
export interface TypeCapture {
  readonly name: string;
  readonly start: number;
  readonly end: number;
  readonly marks: string;
}

const depthLimit = 20;
const leading = /^(?:(?:final|const|volatile|readonly|in|out|struct|class|enum|@[\w.]+)\s+|\?\s*(?:extends|super)\s+|:\s*|\*|\[\s*\]|&)/;
const trailing = /(?:\*|\[\s*\]|\bconst|\.\.\.)$/;
const metavariable = /^\$[A-Z_][A-Z_0-9]*$/;

/** Takes a written type apart: name, type arguments in `<…>` or `[…]`, and marks such as `*`, `[]` before or after it. */
export function parseType(text: string, start = 0, end = text.length, depth = 0): TypeText {
  let from = start;
  let to = end;
  let marks = '';
  for (;;) {
    from += /^\s*/.exec(text.slice(from, to))?.[0].length ?? 0;
    to -= /[\s?&!]*$/.exec(text.slice(from, to))?.[0].length ?? 0;
    const inner = text.slice(from, to);
    const lead = partOf(inner, leading);
    const tail = lead === '' ? partOf(inner, trailing) : '';
    if (lead + tail === '' || tail === inner) break;
    marks += plainMark(lead + tail);
    from += lead.length;
    to -= tail.length;
  }
  return { ...nameAndArgs(text, from, to, depth), marks, start: from, end: to };
}

function partOf(text: string, regex: RegExp): string {
  return regex.exec(text)?.[0] ?? '';
}

function plainMark(mark: string): string {
  if (mark.startsWith('[') || mark === '...') return '[]';
  return mark === '*' ? mark : '';
}

function nameAndArgs(text: string, from: number, to: number, depth: number): Pick<TypeText, 'name' | 'args'> {
  const inner = text.slice(from, to);
  const open = inner.search(/[<[]/);
  const isGeneric = open > 0 && /[>\]]$/.test(inner) && depth < depthLimit;
  if (!isGeneric) return { name: inner.replace(/\s+/g, ' ').replace(/\s*([[\](){}*])\s*/g, '$1'), args: [] };
  return { name: inner.slice(0, open).trim(), args: argumentsIn(text, from + open + 1, to - 1, depth + 1) };
}

function argumentsIn(text: string, from: number, to: number, depth: number): readonly TypeText[] {
  const found: TypeText[] = [];
  let level = 0;
  let begin = from;
  for (let at = from; at <= to; at += 1) {
    const char = at === to ? ',' : (text[at] ?? '');
    if ('<[('.includes(char)) level += 1;
    if ('>])'.includes(char)) level -= 1;
    if (char !== ',' || level > 0) continue;
    if (text.slice(begin, at).trim() !== '') found.push(parseType(text, begin, at, depth));
    begin = at + 1;
  }
  return found;
}

/**
 * What the metavariables of the wanted type stand for in the given one; undefined when they differ. `sameName` compares plain names; type
 * arguments count where they are wanted; a given type without a name has only marks, as `NULL`.
 */
export function fitType(wanted: TypeText, given: TypeText, sameName: (wanted: string, given: string) => boolean): readonly TypeCapture[] | undefined {
  if (given.name === '') return wanted.marks === given.marks ? [] : undefined;
  if (metavariable.test(wanted.name)) return fitMeta(wanted, given);
  if (wanted.marks !== given.marks || !sameName(wanted.name, given.name)) return undefined;
  if (wanted.args.length === 0 || (wanted.args.length === 1 && wanted.args[0]?.name === '...')) return [];
  if (wanted.args.length !== given.args.length) return undefined;
  const parts = wanted.args.map((arg, index) => {
    const other = given.args[index];
    return other === undefined ? undefined : fitType(arg, other, sameName);
  });
  return parts.includes(undefined) ? undefined : parts.flatMap((part) => part ?? []);
}

/** `$T` is any type, `$T *` any pointer, `$T<…>` any with type arguments. */
function fitMeta({ name, marks, args }: TypeText, given: TypeText): readonly TypeCapture[] | undefined {
  if (!given.marks.endsWith(marks) || (args.length > 0 && given.args.length !== args.length)) return undefined;
  return [{ name, start: given.start, end: given.end, marks: given.marks.slice(0, given.marks.length - marks.length) }];
}
