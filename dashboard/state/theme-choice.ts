import type { TextStorage } from './text-storage.ts';

export const themes = ['system', 'light', 'dark'] as const;
export type Theme = (typeof themes)[number];

const name = 'sentrik.theme';

/** The theme chosen on an earlier visit. */
export function storedTheme(storage: TextStorage): Theme {
  const stored = storage.read(name);
  return themes.find((theme) => theme === stored) ?? 'system';
}

/** Without the attribute the style sheet follows the system. */
export function showTheme(root: HTMLElement, theme: Theme): void {
  if (theme === 'system') root.removeAttribute('data-theme');
  else root.setAttribute('data-theme', theme);
}

/** Remembers the choice for later visits. */
export function storeTheme(theme: Theme, storage: TextStorage): void {
  storage.write(name, theme === 'system' ? undefined : theme);
}
