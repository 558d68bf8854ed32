import { useSignal } from '@preact/signals';
import type { ComponentChildren, JSX } from 'preact';
import { useId, useLayoutEffect, useMemo, useRef } from 'preact/hooks';
import { type ListRow, layoutRows, type RowLayout, rowsBetween, stepOption } from './list-window.ts';

interface ListBoxProps<T> {
  readonly id: string;
  readonly label: string;
  readonly rows: readonly ListRow<T>[];
  readonly chosen: string | undefined;
  readonly choose: (key: string) => void;
  /** Enter on the chosen option. */
  readonly enter: () => void;
  readonly render: (value: T) => ComponentChildren;
}

const heightsInRem = { heading: 2, option: 3.375 } as const;
const spareRows = 400;
const pageStep = 10;

/** A list to choose from that draws only the rows in view, so that thousands cost no more than a screenful. */
export function ListBox<T>(props: ListBoxProps<T>): JSX.Element {
  const { rows, chosen, choose, enter } = props;
  const box = useRef<HTMLDivElement>(null);
  const view = useSignal({ top: 0, height: 800, rem: 16 });
  const { rem } = view.value;
  const layout = useMemo(() => layoutRows(rows, { heading: heightsInRem.heading * rem, option: heightsInRem.option * rem }), [rows, rem]);
  useLayoutEffect(() => {
    const { current } = box;
    if (current === null) return undefined;
    const measure = () => {
      const size = Number.parseFloat(getComputedStyle(document.documentElement).fontSize);
      view.value = { top: current.scrollTop, height: current.clientHeight, rem: Number.isFinite(size) ? size : 16 };
    };
    const observer = new ResizeObserver(measure);
    observer.observe(current);
    current.addEventListener('scroll', measure, { passive: true });
    return () => {
      observer.disconnect();
      current.removeEventListener('scroll', measure);
    };
  }, [view]);
  const chosenRow = useMemo(() => rows.findIndex((row) => row.kind === 'option' && row.key === chosen), [rows, chosen]);
  useLayoutEffect(() => {
    if (box.current !== null && chosenRow >= 0) reveal(box.current, layout, chosenRow);
  }, [chosenRow, layout]);
  const take = (key: string | undefined) => {
    if (key !== undefined) choose(key);
  };
  const step = (distance: number) => take(stepOption(rows, chosen, distance));
  const keys: Readonly<Record<string, () => void>> = {
    ArrowDown: () => step(1),
    ArrowUp: () => step(-1),
    PageDown: () => step(pageStep),
    PageUp: () => step(-pageStep),
    Home: () => take(stepOption(rows, undefined, 1)),
    End: () => take(stepOption(rows, undefined, -1)),
    Enter: enter,
  };
  return <ListBoxFrame {...props} frame={box} layout={layout} view={view.value} keys={keys} chosenRow={chosenRow} />;
}

interface FrameProps<T> extends ListBoxProps<T> {
  readonly frame: { current: HTMLDivElement | null };
  readonly layout: RowLayout;
  readonly view: { readonly top: number; readonly height: number };
  readonly keys: Readonly<Record<string, () => void>>;
  readonly chosenRow: number;
}

function ListBoxFrame<T>({ id, label, rows, choose, render, frame, layout, view, keys, chosenRow }: FrameProps<T>): JSX.Element {
  const prefix = useId();
  const [first, end] = rowsBetween(layout, view.top - spareRows, view.top + view.height + spareRows);
  const isChosenDrawn = chosenRow >= first && chosenRow < end;
  return (
    <div
      id={id}
      ref={frame}
      class="list-box"
      role="listbox"
      tabIndex={0}
      aria-label={label}
      {...(isChosenDrawn ? { 'aria-activedescendant': `${prefix}-${chosenRow}` } : {})}
      onKeyDown={(event) => {
        const action = event.ctrlKey || event.metaKey || event.altKey ? undefined : keys[event.key];
        if (action === undefined) return;
        event.preventDefault();
        action();
      }}
    >
      <div class="list-space" role="presentation" style={{ height: `${layout.tops[rows.length] ?? 0}px` }}>
        {rows.slice(first, end).map((row, offset) => {
          const index = first + offset;
          const top = layout.tops[index] ?? 0;
          if (row.kind === 'heading') return <HeadingRow key={row.key} text={row.text} note={row.note} top={top} />;
          return (
            <OptionRow
              key={row.key}
              id={`${prefix}-${index}`}
              isChosen={index === chosenRow}
              number={layout.numbers[index] ?? 0}
              options={layout.options}
              top={top}
              choose={() => choose(row.key)}
            >
              {render(row.value)}
            </OptionRow>
          );
        })}
      </div>
    </div>
  );
}

interface HeadingRowProps {
  readonly text: string;
  readonly note: string;
  readonly top: number;
}

function HeadingRow({ text, note, top }: HeadingRowProps): JSX.Element {
  return (
    <div class="list-heading" role="presentation" style={{ top: `${top}px` }} title={text}>
      <span class="list-heading-text">
        <bdi>{text}</bdi>
      </span>
      <span class="list-heading-note">{note}</span>
    </div>
  );
}

interface OptionRowProps {
  readonly id: string;
  readonly isChosen: boolean;
  readonly number: number;
  readonly options: number;
  readonly top: number;
  readonly choose: () => void;
  readonly children: ComponentChildren;
}

/** The keyboard works the list as a whole, so an option needs no keys of its own. */
function OptionRow({ id, isChosen, number, options, top, choose, children }: OptionRowProps): JSX.Element {
  return (
    <div
      id={id}
      class="list-option"
      role="option"
      tabIndex={-1}
      aria-selected={isChosen}
      aria-posinset={number}
      aria-setsize={options}
      style={{ top: `${top}px` }}
      onClick={choose}
      onKeyDown={undefined}
    >
      {children}
    </div>
  );
}

function reveal(box: HTMLElement, { tops }: RowLayout, row: number): void {
  const top = tops[row] ?? 0;
  const bottom = tops[row + 1] ?? 0;
  if (top < box.scrollTop) box.scrollTop = Math.max(0, top - 2 * (bottom - top));
  else if (bottom > box.scrollTop + box.clientHeight) box.scrollTop = bottom - box.clientHeight;
}
