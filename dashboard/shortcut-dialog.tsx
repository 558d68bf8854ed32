import type { JSX } from 'preact';
import { useApp } from './app-context.ts';
import { Dialog } from './parts/dialog.tsx';

const shortcuts: readonly (readonly [readonly string[], string])[] = [
  [['/'], 'Search on this page'],
  [['j', 'k'], 'Next and previous in the list'],
  [['Enter'], 'Read what is chosen'],
  [['Esc'], 'Back to the list, close, leave the search'],
  [['?'], 'This list'],
];

const platformShortcuts: typeof shortcuts = [[['o', 'c', 'd'], 'Leave open, confirm, dismiss a finding of a repository']];

interface ShortcutDialogProps {
  /** Names of the pages in the order of their keys. */
  readonly pageNames: readonly string[];
  readonly close: () => void;
}

/** Which keys do what. */
export function ShortcutDialog({ pageNames, close }: ShortcutDialogProps): JSX.Element {
  const { account } = useApp();
  const toPages = pageNames.map((name, index) => [[String(index + 1)], name] as const);
  const shown = [...toPages, ...shortcuts, ...(account.state.value.kind === 'signed-in' ? platformShortcuts : [])];
  return (
    <Dialog title="Keyboard" close={close}>
      <dl class="dialog-body shortcut-list">
        {shown.map(([keys, meaning]) => (
          <div key={meaning}>
            <dt>
              {keys.map((key) => (
                <kbd key={key}>{key}</kbd>
              ))}
            </dt>
            <dd>{meaning}</dd>
          </div>
        ))}
      </dl>
    </Dialog>
  );
}
