import { createContext } from 'preact';
import { useContext, useEffect } from 'preact/hooks';
import type { App } from './state/app.ts';
import type { KeyMap } from './state/shortcuts.ts';

/** Hands the page's state to every component. */
export const AppContext = createContext<App | undefined>(undefined);

/** The page's state. */
export function useApp(): App {
  const app = useContext(AppContext);
  if (app === undefined) throw new Error('A component was rendered outside the page');
  return app;
}

/** Keys that hold while the component is shown. */
export function useShortcuts(keys: KeyMap): void {
  const { shortcuts } = useApp();
  useEffect(() => shortcuts.add(keys));
}
