import type { NodeWriter, TextRange } from '../own-grammar.ts';
import { type DockerSource, skipBlanks } from './source.ts';
import { wordEnd, writeWord } from './word.ts';

const option = /--([A-Za-z][\w-]*)(=?)/y;

/** Writes the `--name=value` options of an instruction; `--mount` as its own pairs. Returns where the arguments start. */
export function readOptions(writer: NodeWriter, source: DockerSource, { start, end }: TextRange): number {
  let at = start;
  for (;;) {
    const ellipsis = /^elQ_(?=[ \t])/.exec(source.text.slice(at, at + 6));
    const isOption = source.text.startsWith('--', at) && at < end;
    if (isOption) at = skipBlanks(source, readOption(writer, source, { start: at, end }), end);
    else if (ellipsis !== null && /^elQ_[ \t]+(?:--|cmd\b)/i.test(source.text.slice(at, end))) {
      writer.leaf('placeholder', { start: at, end: at + 4 });
      at = skipBlanks(source, at + 4, end);
    } else return at;
  }
}

function readOption(writer: NodeWriter, source: DockerSource, { start, end }: TextRange): number {
  const place = { source, end, stops: '' };
  const stop = Math.max(wordEnd(place, start), start + 2);
  option.lastIndex = start;
  const found = option.exec(source.text);
  const name = found?.[1] ?? '';
  const value = start + (found?.[0].length ?? stop - start);
  writer.open('option', start);
  writer.leaf('option_name', { start: start + 2, end: start + 2 + name.length });
  if (found?.[2] === '=' && name === 'mount') readMount(writer, source, { start: value, end: stop });
  else if (found?.[2] === '=') writeWord(writer, place, { start: value, end: stop });
  writer.close(stop);
  return stop;
}

function readMount(writer: NodeWriter, source: DockerSource, { start, end }: TextRange): void {
  const place = { source, end, stops: ',=' };
  for (let at = start; at < end; ) {
    const comma = source.text.indexOf(',', at);
    const stop = comma < 0 || comma > end ? end : comma;
    const equals = source.text.indexOf('=', at);
    writer.open('mount_option', at);
    const key = equals < 0 || equals > stop ? stop : equals;
    writeWord(writer, place, { start: at, end: key }, 'name');
    if (key + 1 < stop) writeWord(writer, { ...place, stops: '' }, { start: key + 1, end: stop }, 'value');
    writer.close(stop);
    at = stop + 1;
  }
}
