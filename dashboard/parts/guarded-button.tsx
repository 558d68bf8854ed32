import type { ComponentChildren, JSX } from 'preact';
import { useApp } from '../app-context.ts';
import { type Right, useDenial } from '../state/rights.ts';

interface GuardedButtonProps {
  /** What it takes to press it. */
  readonly right: Right;
  /** Whether it acts on the project that the server was started in. */
  readonly isOnProject?: boolean;
  readonly class: string;
  readonly disabled?: boolean;
  readonly onClick: () => void;
  readonly children: ComponentChildren;
}

/** A button that not everybody may press: for the others it is there, can be reached, and says why it does nothing. */
export function GuardedButton({ right, isOnProject = false, disabled = false, onClick, children, ...rest }: GuardedButtonProps): JSX.Element {
  const { notices } = useApp();
  const denial = useDenial(right, isOnProject);
  if (denial === undefined) {
    return (
      <button type="button" {...rest} disabled={disabled} onClick={onClick}>
        {children}
      </button>
    );
  }
  return (
    <button type="button" {...rest} aria-disabled="true" title={denial} onClick={() => notices.add({ tone: 'bad', text: denial })}>
      {children}
    </button>
  );
}
