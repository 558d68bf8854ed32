/** What keys do: `KeyboardEvent.key` to action. */
export type KeyMap = Readonly<Record<string, () => void>>;

export interface Shortcuts {
  /** Adds keys until the returned function is called; later maps win. */
  add(keys: KeyMap): () => void;
}

/** Listens on the document. Keys typed into a field or an open dialog, and keys with a modifier, are left alone. */
export function createShortcuts(page: Document): Shortcuts {
  let maps: readonly KeyMap[] = [];
  page.addEventListener('keydown', (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    if (isTyping(event) || isPressing(event) || page.querySelector('dialog[open]') !== null) return;
    const action = maps.findLast((keys) => Object.hasOwn(keys, event.key))?.[event.key];
    if (action === undefined) return;
    event.preventDefault();
    action();
  });
  return {
    add(keys) {
      maps = [...maps, keys];
      return () => {
        maps = maps.filter((each) => each !== keys);
      };
    },
  };
}

function isTyping(event: KeyboardEvent): boolean {
  const { target } = event;
  return target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));
}

/** Enter belongs to the button or link that has the focus. */
function isPressing({ key, target }: KeyboardEvent): boolean {
  return key === 'Enter' && target instanceof Element && target.closest('a, button, summary') !== null;
}
