import type { JSX } from 'preact';
import { Icon } from './icon.tsx';

interface SearchFieldProps {
  readonly label: string;
  readonly value: string;
  readonly change: (value: string) => void;
}

/** The search of a page: `/` leads into it, Escape empties it and then leaves it. */
export function SearchField({ label, value, change }: SearchFieldProps): JSX.Element {
  return (
    <div class="search-field">
      <Icon name="search" />
      <input
        class="field"
        type="search"
        aria-label={label}
        placeholder={label}
        spellcheck={false}
        value={value}
        onInput={(event) => change(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Escape') return;
          event.preventDefault();
          if (event.currentTarget.value === '') event.currentTarget.blur();
          else change('');
        }}
      />
      <span class="key" aria-hidden="true">
        /
      </span>
    </div>
  );
}
