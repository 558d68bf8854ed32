import type { ComponentChildren, JSX } from 'preact';

interface ScrollRegionProps {
  readonly class: string;
  readonly label: string;
  readonly children: ComponentChildren;
}

/** A part that may be wider than its place and then scrolls by itself. */
export function ScrollRegion({ class: name, label, children }: ScrollRegionProps): JSX.Element {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: without the focus it could not be scrolled by keyboard
    <section class={name} tabIndex={0} aria-label={label}>
      {children}
    </section>
  );
}
