import type { ComponentChildren, JSX } from 'preact';
import { useApp } from '../app-context.ts';
import { addressOf, type Page } from '../state/route.ts';

interface PageLinkProps {
  readonly page: Page;
  readonly query?: Readonly<Record<string, string>>;
  readonly class?: string;
  readonly current?: boolean;
  readonly label?: string;
  readonly children: ComponentChildren;
}

/** A link to a page of the dashboard: a real address, opened without loading the page anew. */
export function PageLink({ page, query = {}, children, current, label, ...rest }: PageLinkProps): JSX.Element {
  const { router } = useApp();
  const open = (event: MouseEvent) => {
    if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    router.open(page, query);
  };
  return (
    <a
      {...rest}
      href={addressOf(page, query)}
      onClick={open}
      {...(current === true ? { 'aria-current': 'page' as const } : {})}
      {...(label === undefined ? {} : { 'aria-label': label })}
    >
      {children}
    </a>
  );
}

const webAddress = /^https?:\/\//i;

/** A link out of the dashboard. Anything but a web address is shown as text: addresses come from rules, which anyone can write. */
export function WebLink({ href, children }: { readonly href: string; readonly children: ComponentChildren }): JSX.Element {
  if (!webAddress.test(href)) return <span>{children}</span>;
  return (
    <a href={href} target="_blank" rel="noopener noreferrer">
      {children}
    </a>
  );
}
