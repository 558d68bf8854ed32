import type { JSX } from 'preact';
import { useApp } from '../app-context.ts';
import { ScanTime } from './scan-control.tsx';
import { agoText } from './words.ts';

/** How long ago something was, or a word where it never was. */
export function Ago({ at, never = 'never' }: { readonly at: string | null; readonly never?: string }): JSX.Element {
  const { now } = useApp();
  return at === null ? <span class="quiet">{never}</span> : <ScanTime at={at} text={agoText(Date.parse(at), Math.max(now.value, Date.parse(at)))} />;
}
