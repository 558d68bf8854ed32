import { type ReadonlySignal, signal } from '@preact/signals';

/** A short message at the edge of the page. */
export interface Notice {
  readonly id: number;
  readonly tone: 'good' | 'bad';
  readonly text: string;
}

export interface Notices {
  readonly list: ReadonlySignal<readonly Notice[]>;
  add(notice: Omit<Notice, 'id'>): void;
  remove(id: number): void;
}

const shownMs = 8000;
const most = 3;

/** Good news leaves by itself; bad news stays until it is put away. */
export function createNotices(): Notices {
  const list = signal<readonly Notice[]>([]);
  let next = 1;
  const remove = (id: number) => {
    list.value = list.value.filter((notice) => notice.id !== id);
  };
  return {
    list,
    remove,
    add(notice) {
      const id = next;
      next += 1;
      list.value = [...list.value, { ...notice, id }].slice(-most);
      if (notice.tone === 'good') setTimeout(() => remove(id), shownMs);
    },
  };
}
