import type { JSX } from 'preact';
import { useApp } from '../app-context.ts';
import { Icon } from './icon.tsx';

/** Short messages at the edge of the page; they are read out as they come. */
export function NoticeList(): JSX.Element {
  const { notices } = useApp();
  return (
    <section class="notices" role="log" aria-label="Messages">
      {notices.list.value.map(({ id, tone, text }) => (
        <div key={id} class={`notice ${tone}`}>
          <Icon name={tone === 'good' ? 'check' : 'alert'} />
          <p>{text}</p>
          <button type="button" class="icon-button" aria-label="Put this message away" onClick={() => notices.remove(id)}>
            <Icon name="close" />
          </button>
        </div>
      ))}
    </section>
  );
}
