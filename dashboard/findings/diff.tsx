import type { JSX } from 'preact';
import type { FixHunk } from '../wire.ts';
import { CodeLine } from './code-frame.tsx';
import { type DiffLine, diffHunks } from './line-diff.ts';
import { openHighlighter } from './syntax.ts';

const sign: Readonly<Record<DiffLine['kind'], string>> = { same: ' ', removed: '-', added: '+' };
const spoken: Readonly<Record<DiffLine['kind'], string>> = { same: '', removed: 'removed: ', added: 'added: ' };

interface DiffProps {
  readonly file: string;
  readonly hunks: readonly FixHunk[];
}

/** What a fix would change, line by line. */
export function Diff({ file, hunks }: DiffProps): JSX.Element {
  const highlight = openHighlighter(file);
  return (
    <section class="code-frame diff" aria-label={`Change to ${file}`}>
      <table>
        {diffHunks(hunks).map((lines, index) => (
          <tbody key={index}>
            {lines.map(({ kind, before, after, text, changed }) => (
              <tr key={`${before ?? ''}:${after ?? ''}`} class={kind}>
                <td class="line-number">{before}</td>
                <td class="line-number">{after}</td>
                <td class="line-sign" aria-hidden="true">
                  {sign[kind]}
                </td>
                <td class="line-code">
                  <span class="visually-hidden">{spoken[kind]}</span>
                  <CodeLine parts={highlight(text, changed)} />
                </td>
              </tr>
            ))}
          </tbody>
        ))}
      </table>
    </section>
  );
}
