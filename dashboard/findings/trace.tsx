import type { JSX } from 'preact';
import { InlineProse } from '../parts/prose.tsx';
import type { FindingWire } from '../wire.ts';

type Step = NonNullable<FindingWire['trace']>[number];

const kindName: Readonly<Record<Step['kind'], string>> = { source: 'Source', step: 'Step', sink: 'Sink' };

/** The way of a value from where it comes in to where it does harm. */
export function Trace({ steps }: { readonly steps: readonly Step[] }): JSX.Element {
  return (
    <ol class="trace">
      {steps.map(({ kind, message, range, file }, index) => (
        <li key={index} class={`trace-${kind}`}>
          <span class="trace-kind">{kindName[kind]}</span>
          <span class="trace-place mono">
            {file === undefined ? '' : `${file} `}line {range.start_line}
          </span>
          <span>
            <InlineProse text={message} />
          </span>
        </li>
      ))}
    </ol>
  );
}
