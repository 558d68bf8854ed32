import type { JSX } from 'preact';

/** A part of a bar: its share in its own units, and the class that colours it. */
export interface BarPart {
  readonly name: string;
  readonly value: number;
  readonly class: string;
}

interface BarProps {
  readonly parts: readonly BarPart[];
  /** What the whole width stands for. */
  readonly whole: number;
  /** What the bar says; without it the numbers beside it say the same and the bar is only drawn. */
  readonly label?: string;
}

const height = 8;
const smallestPercent = 0.75;

/** A horizontal bar of one or more parts. Parts too small to be seen are drawn at a width that can. */
export function Bar({ parts, whole, label }: BarProps): JSX.Element {
  const shown = parts.filter(({ value }) => value > 0);
  const widths = shown.map(({ value }) => Math.max(smallestPercent, (100 * value) / Math.max(whole, 1)));
  const starts = widths.map((_width, index) => widths.slice(0, index).reduce((sum, width) => sum + width, 0));
  const drawing = (
    <>
      <rect class="bar-ground" width="100%" height={height} rx={2} />
      {shown.map(({ name, class: colour }, index) => (
        <rect key={name} class={`bar-part ${colour}`} x={`${starts[index] ?? 0}%`} width={`${widths[index] ?? 0}%`} height={height} rx={2} />
      ))}
    </>
  );
  if (label === undefined) {
    return (
      <svg class="bar" width="100%" height={height} aria-hidden="true" focusable="false">
        {drawing}
      </svg>
    );
  }
  return (
    <svg class="bar" width="100%" height={height} role="img" focusable="false">
      <title>{label}</title>
      {drawing}
    </svg>
  );
}
