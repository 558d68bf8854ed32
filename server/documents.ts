import { TextDocument } from 'vscode-languageserver-textdocument';
import type { Log } from '../core/kernel/context.ts';
import { toFailure } from '../core/kernel/failure.ts';
import type { FileResult, Source } from '../core/scan/model.ts';
import type { EditorSession, Scanner, SessionChange } from '../core/scan/scanner.ts';
import type { Workspace } from '../core/scan/workspace.ts';
import { type ContentChange, toSessionChange } from './convert.ts';
import type { Settings } from './settings.ts';
import { type Folder, type Folders, isScanned } from './workspace.ts';

/** A text and what checking exactly this text gave. */
export interface Checked {
  readonly text: TextDocument;
  readonly folder: Folder;
  readonly source: Source;
  readonly scanner: Scanner;
  readonly workspace: Workspace;
  readonly settings: Settings;
  readonly result: FileResult;
}

/** The documents that the editor holds open, by URI. */
export interface Documents {
  all(): readonly LiveDocument[];
  get(uri: string): LiveDocument | undefined;
  open(item: { readonly uri: string; readonly languageId: string; readonly version: number; readonly text: string }): LiveDocument;
  change(uri: string, changes: readonly ContentChange[], version: number): LiveDocument | undefined;
  close(uri: string): void;
}

/** Characters above which data flows wait until the typing rests: below, they take a few milliseconds. */
const largeText = 8000;
const shortestSettleWait = 150;
const longestSettleWait = 2000;

const nothing: FileResult = { findings: [], suppressed: [], skips: [] };

export function openDocuments(folders: Folders, log: Log): Documents {
  const documents = new Map<string, LiveDocument>();
  const close = (uri: string) => {
    documents.get(uri)?.close();
    documents.delete(uri);
  };
  return {
    all: () => [...documents.values()],
    get: (uri) => documents.get(uri),
    open({ uri, languageId, version, text }) {
      close(uri);
      const document = new LiveDocument(TextDocument.create(uri, languageId, version, text), folders, log);
      documents.set(uri, document);
      return document;
    },
    change(uri, changes, version) {
      const document = documents.get(uri);
      document?.apply(changes, version);
      return document;
    },
    close,
  };
}

/** An open document with its unsaved text and the engine's session on it. */
export class LiveDocument {
  private text: TextDocument;
  private pending: SessionChange[] = [];
  private session: EditorSession | undefined;
  private checked: Checked | undefined;
  private isOpen = true;
  /** When the last check ended and how long it took, in milliseconds. */
  private last = { ended: Number.NEGATIVE_INFINITY, took: 0 };
  private settleTook = 0;
  private readonly folders: Folders;
  private readonly log: Log;

  constructor(text: TextDocument, folders: Folders, log: Log) {
    this.text = text;
    this.folders = folders;
    this.log = log;
  }

  get uri(): string {
    return this.text.uri;
  }

  get version(): number {
    return this.text.version;
  }

  get current(): TextDocument {
    return this.text;
  }

  /** Milliseconds to rest before the next check: a quarter of what the last one took, so that other messages get their turn. */
  rest(now: number): number {
    return Math.max(0, this.last.ended + this.last.took / 4 - now);
  }

  /** Applies changes one after another, each to the text that the one before it left. */
  apply(changes: readonly ContentChange[], version: number): void {
    for (const change of changes) {
      this.pending.push(toSessionChange(this.text, change));
      this.text = TextDocument.update(this.text, [change.range === undefined ? { text: change.text } : { range: change.range, text: change.text }], version);
    }
    if (changes.length === 0) this.text = TextDocument.update(this.text, [], version);
  }

  /** Milliseconds that the typing should rest before data flows are looked for: longer where that takes long and would hold up the next key. */
  get settleWait(): number {
    return Math.min(longestSettleWait, Math.max(shortestSettleWait, 2 * this.settleTook));
  }

  /** Whether the last check left data flows for later. */
  get isUnsettled(): boolean {
    return this.session?.isSettled === false;
  }

  /**
   * The findings of the text as it is when the project is loaded; undefined when the document was closed meanwhile. A `quick` check of a
   * large text moves findings of data flows along and looks for them later. A check that fails is logged and shown as a part that was not
   * checked; it never throws.
   */
  async check(depth: 'quick' | 'whole' = 'whole'): Promise<Checked | undefined> {
    await this.folders.ready;
    const { folder, path } = this.folders.placeOf(this.uri);
    const workspace = await folder.workspace();
    if (!this.isOpen) return undefined;
    const { settings } = folder;
    if (this.isCurrent(workspace, settings)) return depth === 'whole' ? this.settle() : this.checked;
    const source = this.sourceFor(path, workspace.scanner);
    const clock = folder.context().clock;
    const begun = clock.elapsed();
    const isWanted = settings.enable && isScanned(folder, workspace, this.uri);
    const result = isWanted ? this.runCheck(source, workspace.scanner, depth) : this.skipCheck();
    const ended = clock.elapsed();
    this.last = { ended, took: ended - begun };
    this.checked = { text: this.snapshot(), folder, source, scanner: workspace.scanner, workspace, settings, result };
    return this.checked;
  }

  close(): void {
    this.isOpen = false;
    this.endSession();
  }

  private isCurrent(workspace: Workspace, settings: Settings): boolean {
    const { checked } = this;
    const isSameText = this.pending.length === 0 && checked?.text.version === this.version;
    return isSameText && checked.workspace === workspace && checked.settings === settings;
  }

  /** The language that the path tells rules, as on the command line; the editor's own only where the path tells none. */
  private sourceFor(path: string, scanner: Scanner): Source {
    const text = this.text.getText();
    const { languageId } = this.text;
    return scanner.languageOf({ path, text }) === undefined ? { path, text, languageId } : { path, text };
  }

  private settle(): Checked | undefined {
    if (this.checked === undefined || this.session?.isSettled !== false) return this.checked;
    const begun = performance.now();
    this.checked = { ...this.checked, result: this.session.settle() };
    this.settleTook = performance.now() - begun;
    return this.checked;
  }

  private runCheck(source: Source, scanner: Scanner, depth: 'quick' | 'whole'): FileResult {
    const changes = this.pending;
    this.pending = [];
    try {
      const isLarge = source.text.length > largeText;
      if (this.session !== undefined && this.checked?.scanner === scanner) return this.session.update(changes, isLarge ? depth : 'whole');
      this.endSession();
      this.session = scanner.open(source);
      return this.session.result;
    } catch (thrown) {
      this.endSession();
      this.log.error('a check failed', { file: source.path, error: toFailure(thrown).cause ?? thrown });
      return { ...nothing, skips: [{ path: source.path, reason: 'rule-error', message: 'The check of this file failed; the log says why' }] };
    }
  }

  private skipCheck(): FileResult {
    this.pending = [];
    this.endSession();
    return nothing;
  }

  private endSession(): void {
    this.session?.close();
    this.session = undefined;
  }

  /** A copy, because the text document itself changes with the next keystroke. */
  private snapshot(): TextDocument {
    const { uri, languageId, version } = this.text;
    return TextDocument.create(uri, languageId, version, this.text.getText());
  }
}
