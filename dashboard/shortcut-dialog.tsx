import type { JSX } from 'preact';
import { Dialog } from './parts/dialog.tsx';

const shortcuts: readonly (readonly [readonly string[], string])[] = [
  [['1', '2', '3', '4'], 'Overview, findings, rules, packs'],
  [['/'], 'Search on this page'],
  [['j', 'k'], 'Next and previous in the list'],
  [['Enter'], 'Read what is chosen'],
  [['Esc'], 'Back to the list, close, leave the search'],
  [['?'], 'This list'],
];

/** Which keys do what. */
export function ShortcutDialog({ close }: { readonly close: () => void }): JSX.Element {
  return (
    <Dialog title="Keyboard" close={close}>
      <dl class="dialog-body shortcut-list">
        {shortcuts.map(([keys, meaning]) => (
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
