import type { JSX } from 'preact';
import { useApp } from './app-context.ts';
import { Dialog } from './parts/dialog.tsx';

const shortcuts: readonly (readonly [readonly string[], string])[] = [
  [['1', '2', '3', '4'], 'Overview, findings, rules, packs'],
  [['/'], 'Search on this page'],
  [['j', 'k'], 'Next and previous in the list'],
  [['Enter'], 'Read what is chosen'],
  [['Esc'], 'Back to the list, close, leave the search'],
  [['?'], 'This list'],
];

const platformShortcuts: typeof shortcuts = [
  [['5', '6', '7'], 'Projects, API keys, operations'],
  [['o', 'c', 'd'], 'Leave open, confirm, dismiss a finding of a repository'],
];

/** Which keys do what. */
export function ShortcutDialog({ close }: { readonly close: () => void }): JSX.Element {
  const { account } = useApp();
  const shown = account.state.value.kind === 'signed-in' ? [...shortcuts, ...platformShortcuts] : shortcuts;
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
