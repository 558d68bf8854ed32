import type { JSX } from 'preact';
import type { Page } from '../state/route.ts';
import { PageLink } from './link.tsx';

interface TabsProps {
  readonly label: string;
  readonly page: Page;
  /** What the address says besides the tab. */
  readonly query: Readonly<Record<string, string>>;
  /** Name in the address and on the page; the first is the one without a name in the address. */
  readonly tabs: readonly (readonly [string, string])[];
  readonly chosen: string;
}

/** Parts of a page, each with an address of its own. */
export function Tabs({ label, page, query, tabs, chosen }: TabsProps): JSX.Element {
  return (
    <nav class="tabs" aria-label={label}>
      {tabs.map(([name, text], index) => (
        <PageLink key={name} page={page} query={{ ...query, tab: index === 0 ? '' : name }} class="tab" current={name === chosen}>
          {text}
        </PageLink>
      ))}
    </nav>
  );
}
