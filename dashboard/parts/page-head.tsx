import type { ComponentChildren, JSX } from 'preact';

interface PageHeadProps {
  readonly title: string;
  /** One line under the title; its place is kept while it is empty. */
  readonly note: ComponentChildren;
  /** The way to the page, above the title. */
  readonly trail?: ComponentChildren;
  readonly children?: ComponentChildren;
}

/** Title of a page, a line about it, and what can be done on it. */
export function PageHead({ title, note, trail, children }: PageHeadProps): JSX.Element {
  return (
    <header class="page-head">
      <div class="page-title">
        {trail}
        <h1>{title}</h1>
        <p class="page-note">{note}</p>
      </div>
      {children}
    </header>
  );
}
