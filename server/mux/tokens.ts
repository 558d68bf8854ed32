import type { SideName } from './hub.ts';

/** Progress tokens. Each server makes its own, so the editor gets other names for them; those that the editor made stay as they are. */
export interface Tokens {
  /** A token of our own. */
  unique(): string;
  /** The editor's name for a token that a server is about to use. */
  create(side: SideName, token: unknown): string;
  /** The editor's name for any token in a server's message. */
  hostToken(side: SideName, token: unknown): unknown;
  /** Whose token the editor means; undefined for one that the editor made. */
  origin(hostToken: unknown): { readonly side: SideName; readonly token: unknown } | undefined;
  end(side: SideName, token: unknown): void;
  /** Forgets the tokens of a server that is gone, and gives the editor's names for them. */
  drop(side: SideName): readonly string[];
}

export function progressTokens(): Tokens {
  const names: Readonly<Record<SideName, Map<unknown, string>>> = { own: new Map(), upstream: new Map() };
  const origins = new Map<unknown, { readonly side: SideName; readonly token: unknown }>();
  let last = 0;
  const unique = () => {
    last += 1;
    return `sentrik-progress-${last}`;
  };
  return {
    unique,
    create(side, token) {
      const name = unique();
      names[side].set(token, name);
      origins.set(name, { side, token });
      return name;
    },
    hostToken: (side, token) => names[side].get(token) ?? token,
    origin: (hostToken) => origins.get(hostToken),
    end(side, token) {
      origins.delete(names[side].get(token));
      names[side].delete(token);
    },
    drop(side) {
      const dropped = [...names[side].values()];
      for (const name of dropped) origins.delete(name);
      names[side].clear();
      return dropped;
    },
  };
}
