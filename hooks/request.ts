/** A part of a file that was, or is to be, replaced. */
export interface Replacement {
  readonly from: string;
  readonly to: string;
}

/** A file that was edited; what is known of its text before. */
export interface EditedFile {
  readonly path: string;
  /** The whole text before the edit; empty for a new file. */
  readonly before?: string;
  readonly replaced?: readonly Replacement[];
}

/** A file that is about to be written: its whole new text, or the parts that change. */
export interface FileToWrite {
  readonly path: string;
  readonly text?: string;
  readonly replaced?: readonly Replacement[];
}

/** What an agent does or is about to do, in the words of no agent in particular. Paths and commands are as the agent gave them. */
export type HookAction =
  | { readonly kind: 'edited'; readonly files: readonly EditedFile[] }
  | { readonly kind: 'writing'; readonly files: readonly FileToWrite[] }
  | { readonly kind: 'reading'; readonly paths: readonly string[] }
  | { readonly kind: 'prompting'; readonly text: string }
  | { readonly kind: 'command'; readonly command: string }
  /** `isRepeated`: the agent was kept from stopping before and tries again. */
  | { readonly kind: 'stopping'; readonly isRepeated: boolean }
  /** An event that needs no check. */
  | { readonly kind: 'nothing' };

/** What an agent's hook was told. */
export interface HookRequest {
  readonly action: HookAction;
  readonly session: string;
  /** The agent's tool, such as `Edit`. */
  readonly tool?: string;
  /** The agent's program as it names itself, such as `cursor 2.1`. */
  readonly client?: string;
  /** Absolute folder that relative paths start from. */
  readonly folder?: string;
}

/** What the agent is answered. `note` is for the person who works with it. */
export type Verdict =
  | { readonly kind: 'pass'; readonly note?: string }
  | { readonly kind: 'tell'; readonly text: string; readonly note?: string }
  | { readonly kind: 'block'; readonly text: string; readonly note?: string };

/** How a hook's process ends: the agent's own format. */
export interface HookOutput {
  readonly stdout?: string;
  readonly stderr?: string;
  readonly code: number;
}

/** One agent: how it asks and how it is answered. */
export interface Host {
  readonly id: string;
  /** Names of its events, for help and errors. */
  readonly events: readonly string[];
  /** Reads what stands on standard input. Throws Failure `bad_request` for JSON of another form. */
  read(event: string, json: unknown): HookRequest;
  write(event: string, verdict: Verdict): HookOutput;
}
