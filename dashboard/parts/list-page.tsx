import type { ComponentChildren, JSX } from 'preact';
import { useId, useRef } from 'preact/hooks';
import { useShortcuts } from '../app-context.ts';
import { Icon } from './icon.tsx';
import { ListBox } from './list-box.tsx';
import { type ListRow, stepOption } from './list-window.ts';

interface ListPageProps<T> {
  readonly head: ComponentChildren;
  readonly listLabel: string;
  readonly rows: readonly ListRow<T>[];
  readonly chosen: string | undefined;
  /** An empty text chooses nothing. */
  readonly choose: (key: string) => void;
  readonly render: (value: T) => ComponentChildren;
  readonly empty: ComponentChildren;
  readonly detail: ComponentChildren;
  readonly detailLabel: string;
  /** Stands in the place of the detail while nothing is chosen. */
  readonly hint: string;
}

/** A list beside what is chosen in it. On a narrow screen the chosen one covers the list. */
export function ListPage<T>({ head, detail, detailLabel, hint, empty, ...list }: ListPageProps<T>): JSX.Element {
  const { rows, chosen, choose } = list;
  const listId = useId();
  const pane = useRef<HTMLElement>(null);
  const focusList = () => document.getElementById(listId)?.focus();
  const step = (distance: number) => {
    const key = stepOption(rows, chosen, distance);
    if (key !== undefined) choose(key);
  };
  const leave = () => {
    const isInPane = pane.current?.contains(document.activeElement) === true && !isNarrow();
    if (!isInPane) choose('');
    focusList();
  };
  const enter = () => pane.current?.focus();
  useShortcuts({ j: () => step(1), k: () => step(-1), Enter: enter, Escape: leave, '/': focusSearch });
  return (
    <div class="list-page" data-chosen={detail !== undefined}>
      <div class="list-page-head">{head}</div>
      <div class="list-pane">{rows.length === 0 ? empty : <ListBox {...list} id={listId} label={list.listLabel} enter={enter} />}</div>
      <section class="detail-pane" ref={pane} tabIndex={-1} aria-label={detailLabel}>
        {detail !== undefined && (
          <button type="button" class="button back-button" onClick={leave}>
            <Icon name="back" />
            Back to the list
          </button>
        )}
        {detail ?? <p class="detail-hint">{hint}</p>}
      </section>
    </div>
  );
}

function isNarrow(): boolean {
  return window.matchMedia('(max-width: 56rem)').matches;
}

function focusSearch(): void {
  const field = document.querySelector('input[type="search"]');
  if (!(field instanceof HTMLInputElement)) return;
  field.focus();
  field.select();
}
