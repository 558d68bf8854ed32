import type { z } from 'zod';
import type { AuditEntry } from './audit-entry.ts';
import type { StoredAudit } from './audit-store.ts';
import type { RepoPath } from './path.ts';
import type { Platform } from './platform.ts';
import type { Purpose } from './purpose.ts';
import type { Role } from './role.ts';
import type { TenantId } from './store.ts';

/** Who acts, and with what right. `local` is the person at the terminal or in the editor. */
export interface Actor {
  readonly id: string;
  readonly via: 'local' | 'agent' | 'api-key' | 'token' | 'cookie' | 'trigger' | 'auditor' | 'anonymous';
  readonly access: Access;
  /** Of somebody with an account: its id, and the workspace and role it acts in. */
  readonly user?: string;
  readonly workspace?: TenantId;
  readonly role?: Role;
  /** What the credential is limited to, one of `keyScopes` at least; absent where it has all rights of its holder. */
  readonly scopes?: readonly string[];
  /** Of a token for one purpose: all that it opens. */
  readonly purpose?: Purpose;
  /** The sign-in that the credential belongs to; its end ends the credential. */
  readonly signIn?: string;
  /** The network address that a request came from. */
  readonly address?: string;
  /** The agent's program with its version, as it names itself: nobody has proved it. One line, made by `clientLine`. */
  readonly client?: string;
  /** What was called, such as the MCP tool `apply_fix` or the hook `PostToolUse`. */
  readonly tool?: string;
  /** The agent's session, as its program names it. */
  readonly session?: string;
}

/** Rights in rising order; each includes the ones before it. */
export const accessLevels = ['public', 'auditor', 'member', 'admin', 'operator'] as const;
export type Access = (typeof accessLevels)[number];

export interface FileStat {
  readonly size: number;
  /** Milliseconds since 1970. */
  readonly modified: number;
  /** When content or attributes last changed, in milliseconds since 1970; unlike `modified` no program can set it. */
  readonly changed?: number;
  readonly kind: 'file' | 'folder' | 'link' | 'other';
}

export interface FolderEntry {
  readonly name: string;
  readonly kind: FileStat['kind'];
}

/**
 * The project's files. Every method refuses a link that leads outside the root with Failure `outside_root`,
 * a missing file with `not_found` and an unreadable one with `forbidden`. Writes are atomic (temporary file, then rename).
 */
export interface Files {
  /** Absolute path of the project; for display to its own user and for joining only, never for errors. */
  readonly root: string;
  read(path: RepoPath): Uint8Array;
  /** The file's state and its content, which is left out beyond `limit` bytes. The bytes are good until the next call. */
  load(path: RepoPath, limit: number): { readonly stat: FileStat; readonly bytes?: Uint8Array };
  /** Undefined when nothing is there. Does not follow a link. */
  stat(path: RepoPath): FileStat | undefined;
  list(folder: RepoPath): readonly FolderEntry[];
  write(path: RepoPath, content: string | Uint8Array): void;
  remove(path: RepoPath): void;
  /** Puts a folder with these files, by paths inside of it, in the place of whatever is there: the old files or the new ones, never a mix. None removes it. */
  replaceFolder(folder: RepoPath, content: Readonly<Record<string, string>>): void;
}

/** Questions to version control; each throws Failure `unavailable` where the root is not a repository. */
export interface Git {
  /** Paths relative to the root that a range such as `origin/main...HEAD` touched and that still exist. */
  changedFiles(range: string): Promise<readonly string[]>;
  stagedFiles(): Promise<readonly string[]>;
  /**
   * The commit ids a range leads from and to: `A...B` from the commit where both part, `A..B` and `A` from A. `to` is absent where the range
   * ends at what is checked out, so that the files on disk stand for it. Throws `bad_request` for names git does not know.
   */
  endsOf(range: string): Promise<{ readonly from: string; readonly to?: string }>;
  /** Bytes of files at a commit, or as they are staged; what is not there is left out. */
  contents(at: GitState, paths: readonly string[]): Promise<ReadonlyMap<string, Uint8Array>>;
  /**
   * Bytes of a file at a commit, HEAD where none is named; undefined where that has no such file. Meant for being asked often. Throws `unavailable`
   * also where there is no commit yet, `bad_request` for a name git does not know.
   */
  committed(path: string, commit?: string): Promise<Uint8Array | undefined>;
  /** Paths of all files below a folder at a commit; none where it had no such folder. */
  filesBelow(commit: string, folder: string): Promise<readonly string[]>;
  /** Files that were renamed since a commit: their path now, and the one before. */
  renames(from: string, to: GitState): Promise<ReadonlyMap<string, string>>;
  /** Every content that files had in earlier commits, each once. Throws `bad_request` for a range git does not know. */
  history(request: HistoryRequest): Promise<History>;
}

export interface HistoryRequest {
  /** Commits such as `main..feature`; all that branches, tags and remote branches reach where it is absent. */
  readonly range?: string;
  /** Larger files come without their content. */
  readonly maxBytes: number;
  readonly signal?: AbortSignal;
}

export interface History {
  readonly commits: number;
  /** The clone has not all commits. */
  readonly isShallow: boolean;
  /** Number of `files`. */
  readonly total: number;
  /** From the oldest commit on; read while they are asked for. */
  readonly files: AsyncIterable<HistoricFile>;
}

/** A content of a file, with the first commit that had it. */
export interface HistoricFile {
  readonly path: string;
  readonly commit: string;
  /** ISO date and time. */
  readonly committedAt: string;
  /** A file that is checked out has the same content. */
  readonly isCurrent: boolean;
  /** Absent beyond the limit, and where the clone does not have it. */
  readonly bytes?: Uint8Array;
}

/** A state of the project's files: a commit by its id, what is staged, or what is on disk. */
export type GitState = { readonly kind: 'commit'; readonly id: string } | { readonly kind: 'staged' } | { readonly kind: 'disk' };

/** Read-only product data: grammars, compiled packs, dashboard files. Names are '/'-separated. Throws `not_found`. */
export interface Assets {
  read(name: string): Uint8Array;
  /** Absolute folder, for handing to a worker. Undefined for assets in memory. */
  readonly folder?: string;
}

export interface Clock {
  now(): Date;
  /** Milliseconds from a fixed point, for durations. */
  elapsed(): number;
}

export interface Log {
  info(message: string, fields?: Readonly<Record<string, unknown>>): void;
  warn(message: string, fields?: Readonly<Record<string, unknown>>): void;
  error(message: string, fields?: Readonly<Record<string, unknown>>): void;
}

/** Where changes are recorded; an entry is written before the answer leaves. */
export interface AuditTrail {
  record(entry: AuditEntry): void;
  /** All that was recorded in this project, as it is stored; `core/audit` reads it. */
  stored(): StoredAudit;
}

export interface ProgressEvent {
  readonly phase: string;
  readonly done: number;
  readonly total: number;
  readonly message?: string;
}

/** A file of the cache. */
export interface CacheEntry {
  readonly name: string;
  /** Bytes. */
  readonly size: number;
  /** Milliseconds since 1970. */
  readonly modified: number;
}

/** Results of earlier work on this project that can be had again; losing them costs time only, so nothing here throws. */
export interface Cache {
  /** Undefined when there is none. */
  read(name: string): Uint8Array | undefined;
  /** Replaces the whole entry at once; false when it could not be written. */
  write(name: string, content: Uint8Array): boolean;
  entries(): readonly CacheEntry[];
  /** False when something is left. */
  clear(): boolean;
}

/** Runs a named task in another thread; the payload and answer are structured-clonable. */
export interface Workers {
  readonly size: number;
  /** Starts so many threads ahead of their first task. */
  start?(threads: number): void;
  run(task: string, payload: unknown, signal?: AbortSignal): Promise<unknown>;
}

/** Opened things that several requests share: kept while `stamp` stays the same, opened anew when it differs. */
export interface Shared {
  use<T>(name: string, stamp: string, open: () => Promise<T>): Promise<T>;
  /** Forgets everything opened under this name. */
  drop(name: string): void;
}

/** Told what an answer comes from besides what is read through the ports, so that it can be had again while none of that has changed. */
export interface Witness {
  /** Another thread read this file, and had this content (a git blob id). */
  saw(path: RepoPath, stat: FileStat, content: string): void;
  /** The answer may be another one the next time, whatever the files say. */
  doubt(): void;
  /** Time ended the work early: another try may give more. */
  cutShort(): void;
}

/** What a person said to a question. */
export type HumanAnswer<T> = { readonly kind: 'given'; readonly values: T } | { readonly kind: 'declined' } | { readonly kind: 'dismissed' };

/**
 * Puts a question to the person in front of the client and waits for the answer, whose values hold by the schema: an object of texts, numbers,
 * choices and yes or no. Some clients answer by sending the call again, so that all before the question runs twice: ask before anything is changed or
 * held, and ask the same for the same input.
 */
export type Ask = <S extends z.ZodObject>(message: string, fields: S) => Promise<HumanAnswer<z.output<S>>>;

/** All that an operation may touch. Handlers get everything from here and nothing from modules or the environment. */
export interface Context {
  readonly actor: Actor;
  readonly files: Files;
  readonly git: Git;
  readonly assets: Assets;
  readonly clock: Clock;
  readonly log: Log;
  readonly audit: AuditTrail;
  readonly shared: Shared;
  /** A server's database, contents and workspace; absent where the product works on a project alone. */
  readonly platform?: Platform;
  /** Absent where nothing is kept between runs. */
  readonly cache?: Cache;
  /** Absent where nobody keeps the answer. */
  readonly witness?: Witness;
  /** Absent where everything runs on one thread. */
  readonly workers?: Workers;
  /** Nobody else waits for this thread: it takes its share of the work instead of only handing it out. */
  readonly isDedicated?: boolean;
  /** Many wait for this thread: however little there is to scan, others do it. */
  readonly sparesThread?: boolean;
  /** How the caller reached the server, such as `http://127.0.0.1:8000`; absent where no request came over HTTP. */
  readonly origin?: string;
  /** Variables of the environment that the configuration may read, by name; filled by boot. */
  readonly environment: Readonly<Record<string, string>>;
  /** Path of the configuration file named by --config, when one was. */
  readonly configFile?: RepoPath;
  /** The same for a configuration that does not lie in the project: its text and the name to show in problems. */
  readonly configText?: { readonly name: string; readonly text: string };
  readonly signal: AbortSignal;
  /** Who works at this machine on this project, by address or name; undefined where nothing tells. Absent where nobody sits at it. */
  readonly person?: () => string | undefined;
  /** Absent where no person can be asked; `askHuman` refuses there. */
  readonly ask?: Ask;
  progress(event: ProgressEvent): void;
}
