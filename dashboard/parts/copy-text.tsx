import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { useRef } from 'preact/hooks';
import { Icon } from './icon.tsx';

interface CopyTextProps {
  /** What the text is, such as "API key". */
  readonly label: string;
  readonly text: string;
}

/** A text to take away. Where the browser lets no page write to the clipboard, the text is selected instead. */
export function CopyText({ label, text }: CopyTextProps): JSX.Element {
  const said = useSignal('');
  const code = useRef<HTMLPreElement>(null);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text);
      said.value = 'Copied';
    } catch {
      if (code.current !== null) window.getSelection()?.selectAllChildren(code.current);
      said.value = 'Selected: copy it with the keyboard';
    }
  };
  return (
    <div class="copy-text">
      <pre ref={code} class="code-block">
        {text}
      </pre>
      <button type="button" class="button" onClick={() => void copy()}>
        <Icon name="copy" />
        Copy
        <span class="visually-hidden">the {label}</span>
      </button>
      <span class="copy-said" role="status">
        {said.value}
      </span>
    </div>
  );
}
