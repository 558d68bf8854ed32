import type { ComponentChildren, JSX } from 'preact';

/** The pages above this one, outermost first; each child is a link. */
export function Trail({ children }: { readonly children: readonly ComponentChildren[] | ComponentChildren }): JSX.Element {
  const steps = Array.isArray(children) ? children : [children];
  return (
    <nav aria-label="Above this page">
      <ol class="trail">
        {steps.map((step, index) => (
          <li key={index}>{step}</li>
        ))}
      </ol>
    </nav>
  );
}
