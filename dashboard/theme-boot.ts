import { textStorage } from './state/text-storage.ts';
import { showTheme, storedTheme } from './state/theme-choice.ts';

/** Runs before the first paint, so that a chosen theme does not flash. */
showTheme(document.documentElement, storedTheme(textStorage(() => localStorage)));
