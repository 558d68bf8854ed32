import type { JSX } from 'preact';
import type { CodeFrame, FindingWire } from '../wire.ts';
import { type CodePart, type Columns, openHighlighter } from './syntax.ts';

interface CodeFrameProps {
  readonly frame: CodeFrame;
  readonly finding: FindingWire;
}

/** The lines around a finding, with its place marked. */
export function CodeFrameView({ frame, finding }: CodeFrameProps): JSX.Element {
  const { evidence, range, severity } = finding;
  const highlight = openHighlighter(evidence.file);
  return (
    <>
      {frame.stale && (
        <p class="warning">The file no longer has this finding: it was repaired or its code has changed. Scan again to bring the list up to date.</p>
      )}
      <section
        class={`code-frame ${severity}`}
        aria-label={`Code of ${evidence.file}, lines ${frame.first_line} to ${frame.first_line + frame.lines.length - 1}`}
      >
        <table>
          <tbody>
            {frame.lines.map((text, index) => {
              const line = frame.first_line + index;
              const isMarked = !frame.stale && line >= range.start_line && line <= range.end_line;
              return (
                <tr key={line} class={isMarked ? 'marked' : ''}>
                  <td class="line-number">{line}</td>
                  <td class="line-code">
                    <CodeLine parts={highlight(text, isMarked ? columnsOf(line, range, text) : undefined)} />
                  </td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </section>
    </>
  );
}

/** A line of code in its colours. */
export function CodeLine({ parts }: { readonly parts: readonly CodePart[] }): JSX.Element {
  return (
    <>
      {parts.map(({ kind, text, marked }, index) =>
        marked ? (
          <mark key={index} class={`code-${kind}`}>
            {text}
          </mark>
        ) : (
          <span key={index} class={`code-${kind}`}>
            {text}
          </span>
        ),
      )}
    </>
  );
}

/** The marked columns of a line. The indentation of later lines is left out. */
function columnsOf(line: number, range: FindingWire['range'], text: string): Columns {
  const indent = text.length - text.trimStart().length;
  return {
    from: line === range.start_line ? range.start_column - 1 : indent,
    to: line === range.end_line ? range.end_column - 1 : text.length,
  };
}
