import { wellFormed } from '../../core/report/markup.ts';

/** Characters that reorder or hide what follows on a terminal. */
const reordering = /[\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]/g;

/** Text that no terminal obeys: control and reordering characters become U+FFFD; line ends and tabs stay. */
export function plain(text: string): string {
  return wellFormed(text).replace(reordering, '\uFFFD');
}

/** The same in one line. */
export function plainLine(text: string): string {
  return plain(text).replace(/\s+/g, ' ').trim();
}

/** Words broken into lines of at most `width` characters; a longer word stands alone. */
export function wrap(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of plainLine(text).split(' ')) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else {
      line = line === '' ? word : `${line} ${word}`;
    }
  }
  return line === '' ? lines : [...lines, line];
}
