import type { BlobId } from './blobs.ts';

/** How much one source may hold; all sizes in bytes. */
export interface SourceLimits {
  /** Of the archive, or of what git sends. */
  readonly sourceBytes: number;
  /** Files, folders and links. */
  readonly entries: number;
  /** Of all files together. */
  readonly unpackedBytes: number;
  readonly fileBytes: number;
  /** How many times larger than the archive its files may be together; counts from 50 MB of files on. */
  readonly ratio: number;
}

const gibibyte = 1024 ** 3;

export const sourceLimits: SourceLimits = {
  sourceBytes: 2 * gibibyte,
  entries: 50_000,
  unpackedBytes: 5 * gibibyte,
  fileBytes: 50_000_000,
  ratio: 100,
};

/** A file whose content the blobs hold. */
export interface SourceFile {
  /** Relative, '/'-separated, without `.` and `..`. */
  readonly path: string;
  readonly size: number;
  readonly blob: BlobId;
  readonly mode: '100644' | '100755';
}

export const skipReasons = ['link', 'submodule', 'too_large', 'name', 'repository_data'] as const;

/** What stood in the source and is not taken: links, submodules, git's own folder, and files of a repository beyond the limits. */
export interface SkippedSource {
  readonly path: string;
  readonly reason: (typeof skipReasons)[number];
}

/** The files of a source, by path in code unit order. */
export interface TakenSource {
  readonly files: readonly SourceFile[];
  /** The first 1000. */
  readonly skipped: readonly SkippedSource[];
  readonly commit?: string;
}

/** A caller's source on its way in: an archive, or git's pack of a commit. Its content is in the blobs, salted so that no other one is like it: it can be removed. */
export interface StagedSource {
  readonly blob: BlobId;
  readonly size: number;
  /** The commit of a pack; without it the content is an archive. */
  readonly commit?: string;
}

/** An archive that came with a request. Only the program that read the request makes one, so that no caller can name what somebody else has sent. */
export class UploadedArchive {
  readonly staged: StagedSource;
  /** As the caller's program named the file; '' where it did not. */
  readonly fileName: string;

  constructor(staged: StagedSource, fileName: string) {
    this.staged = staged;
    this.fileName = fileName;
  }
}

export interface GitRequest {
  readonly url: string;
  /** A branch or tag; the default branch where none is named. */
  readonly ref?: string;
}

/**
 * Takes source code in. Everything is judged before the first file is kept. Refusals say why: `too_large` beyond a limit, `invalid_input` for
 * a source that is broken or has names, links or devices that lead outside, `unsupported` for other formats, `unavailable` where a remote
 * does not answer, `cancelled` when the signal says so.
 */
export interface Sources {
  readonly limits: SourceLimits;
  /** Keeps an archive until it is taken. Throws `too_large`, and keeps nothing then. */
  stage(archive: AsyncIterable<Uint8Array>): Promise<StagedSource>;
  /** Removes what was staged; nothing happens where it is gone. */
  discard(staged: Pick<StagedSource, 'blob'>): Promise<void>;
  /** The files of a staged zip, tar or gzipped tar, or of a staged commit. Throws `not_found` for what is not staged. */
  takeStaged(staged: StagedSource, signal: AbortSignal): Promise<TakenSource>;
  /** Throws `invalid_input` for an address that is not allowed: another scheme, a password in it or a path; and for a `ref` that is no name of a branch or tag. */
  checkRemote(remote: { readonly url?: string | undefined; readonly ref?: string | undefined }): void;
  /** The files of a remote repository's commit, without history, submodules or large files kept elsewhere. */
  takeRemote(request: GitRequest, signal: AbortSignal): Promise<TakenSource>;
  /** Repositories that take one push. */
  readonly remotes: GitRemotes;
}

/** One request of git's smart HTTP protocol. */
export interface GitHttpRequest {
  readonly method: string;
  /** `info/refs` or `git-receive-pack`. */
  readonly path: string;
  /** Without the question mark. */
  readonly query: string;
  readonly contentType: string;
  /** The header Git-Protocol. */
  readonly protocol: string;
  readonly body: AsyncIterable<Uint8Array>;
  readonly signal: AbortSignal;
}

export interface GitHttpAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

/** A repository that takes one push of one branch. */
export interface GitRemote {
  /** Letters, digits and `_`. */
  readonly id: string;
  /** Such as `main`. */
  readonly branch: string;
}

/** Bare repositories of this machine, made by the first request for them. */
export interface GitRemotes {
  /** Answers one request; no other branch can be pushed. Throws `not_found` for what is no request of a push, `too_large` beyond the limits. */
  serve(remote: GitRemote, request: GitHttpRequest): Promise<GitHttpAnswer>;
  /** Stages the branch's commit; undefined while there is none. */
  pushed(remote: GitRemote, signal: AbortSignal): Promise<(StagedSource & { readonly commit: string }) | undefined>;
  /** Nothing happens where it is gone. */
  remove(id: string): Promise<void>;
}
