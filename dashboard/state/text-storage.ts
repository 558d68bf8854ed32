/** The storage may be switched off; the page works without it. */
export interface TextStorage {
  read(name: string): string | undefined;
  write(name: string, value: string | undefined): void;
}

/** Storage of the browser that never throws. */
export function textStorage(open: () => Storage): TextStorage {
  return {
    read(name) {
      try {
        return open().getItem(name) ?? undefined;
      } catch {
        return undefined;
      }
    },
    write(name, value) {
      try {
        if (value === undefined) open().removeItem(name);
        else open().setItem(name, value);
      } catch {
        return;
      }
    },
  };
}
