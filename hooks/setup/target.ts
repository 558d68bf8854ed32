/** A change to a JSON file. Paths are names of members from the root. */
export type JsonEntry =
  /** A member with this value, which is all ours. */
  | { readonly kind: 'member'; readonly path: readonly string[]; readonly value: unknown }
  /** A member that the file needs and that others may set. */
  | { readonly kind: 'default'; readonly path: readonly string[]; readonly value: unknown }
  /** One more item of a list; `mark` is in every item of ours. */
  | { readonly kind: 'item'; readonly path: readonly string[]; readonly value: unknown; readonly mark: string };

export type Content =
  | { readonly kind: 'json'; readonly entries: readonly JsonEntry[] }
  /** Lines between two marks in a file that belongs to others. `taken` is a table of a TOML file that must not be there already. */
  | { readonly kind: 'block'; readonly style: 'markdown' | 'toml'; readonly lines: readonly string[]; readonly taken?: readonly string[] }
  /** A file that is all ours. */
  | { readonly kind: 'whole'; readonly lines: readonly string[] };

/** One file that an agent reads. */
export interface Target {
  /** Below the project's folder, or below the user's home. */
  readonly scope: 'project' | 'user';
  /** Relative, '/'-separated. */
  readonly file: string;
  readonly what: 'MCP' | 'hooks' | 'instructions' | 'LSP' | 'MCP and hooks' | 'MCP and LSP';
  readonly content: Content;
}

/** How to start our program in a shell, and as words. */
export interface Launch {
  readonly shell: string;
  readonly words: readonly string[];
}

/** What one agent needs. */
export interface AgentSetup {
  readonly id: string;
  /** Files to write; `has` tells whether the project has a file. */
  targets(launch: Launch, has: (file: string) => boolean): readonly Target[];
  /** What a person has to know or do. */
  readonly notes: readonly string[];
}
