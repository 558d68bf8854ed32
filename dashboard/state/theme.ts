import { effect, type Signal, signal } from '@preact/signals';
import type { TextStorage } from './text-storage.ts';
import { showTheme, storedTheme, storeTheme, type Theme } from './theme-choice.ts';

/** The chosen theme; setting it changes the page and remembers it. */
export function createTheme(root: HTMLElement, storage: TextStorage): Signal<Theme> {
  const theme = signal<Theme>(storedTheme(storage));
  effect(() => {
    showTheme(root, theme.value);
    storeTheme(theme.value, storage);
  });
  return theme;
}
