import type { Region } from './region.ts';

const hole = /<%(%|#|==|=|-)?/g;

/** The holes of a template, which are one program. Linear in the length of the text. */
export function readErbRegions(text: string): readonly Region[] {
  const regions: Region[] = [];
  hole.lastIndex = 0;
  for (let found = hole.exec(text); found !== null; found = hole.exec(text)) {
    if (found[1] === '%') continue;
    const close = text.indexOf('%>', hole.lastIndex);
    if (close < 0) break;
    if (found[1] !== '#') regions.push(regionOf(text, hole.lastIndex, close));
    hole.lastIndex = close + 2;
  }
  return regions;
}

/** A semicolon ends the statement, after which text and the next hole may follow in the same line. */
function regionOf(text: string, start: number, close: number): Region {
  const end = text[close - 1] === '-' && close > start ? close - 1 : close;
  return { language: 'ruby', start, end, after: ';' };
}
