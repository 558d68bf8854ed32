import type { JSX } from 'preact';

interface FactListProps {
  readonly facts: readonly (readonly [name: string, value: string])[];
  readonly class?: string;
}

/** Names with their values, one below the other. */
export function FactList({ facts, class: name = '' }: FactListProps): JSX.Element {
  return (
    <dl class={`facts ${name}`}>
      {facts.map(([fact, value]) => (
        <div key={fact}>
          <dt>{fact}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
