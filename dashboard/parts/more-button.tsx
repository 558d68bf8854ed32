import type { JSX } from 'preact';
import type { Pages } from '../state/use-pages.ts';

/** Loads the next page of a list; nothing where there is none. */
export function MoreButton({ pages }: { readonly pages: Pages<unknown> }): JSX.Element | null {
  const { value } = pages.state;
  if (value.kind !== 'ready' || !value.value.hasMore) return null;
  return (
    <button type="button" class="button more-button" disabled={pages.isLoadingMore} onClick={() => void pages.more()}>
      {pages.isLoadingMore ? 'Loading' : 'Load more'}
    </button>
  );
}
