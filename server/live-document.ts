import type { Range } from 'vscode-languageserver/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import type { Log } from '../core/kernel/context.ts';
import { toFailure } from '../core/kernel/failure.ts';
import { difference } from '../core/scan/edits/difference.ts';
import type { FileResult, Source } from '../core/scan/model.ts';
import type { EditorSession, Scanner, SessionChange } from '../core/scan/scanner.ts';
import type { Workspace } from '../core/scan/workspace.ts';
import type { Encoding } from './encoding.ts';
import { type IncomingFindings, incomingFindings } from './incoming-findings.ts';
import { type Layout, layoutOf, type Part, plainLayout } from './layout.ts';
import type { Settings } from './settings.ts';
import { type Folder, type Folders, isScanned } from './workspace.ts';

/** A text and what checking exactly this text gave. */
export interface Checked {
  readonly text: TextDocument;
  /** Where its places are in the client's documents. */
  readonly layout: Layout;
  readonly folder: Folder;
  readonly source: Source;
  readonly scanner: Scanner;
  readonly workspace: Workspace;
  readonly settings: Settings;
  readonly result: FileResult;
}

/** A change as the editor sends it: of a range, or of the whole text. */
export interface ContentChange {
  readonly range?: Range;
  readonly text: string;
}

/** What every open text is checked with. */
export interface Checking {
  readonly folders: Folders;
  readonly log: Log;
  readonly encoding: Encoding;
}

/** Characters of a text, and milliseconds for longer ones, with which looking for data flows is part of every check; elsewhere it waits until the typing rests. */
const shortText = 2000;
const cheapFlows = 4;
/** Milliseconds for which data flows are looked for without letting other messages in. */
const slice = 6;
const shortestSettleWait = 60;
const longestSettleWait = 1000;
/** Longer than between two keys of somebody who types: where looking for data flows takes more than a moment it does not begin between them. */
const typingWait = 250;
const momentary = 8;

const nothing: FileResult = { findings: [], suppressed: [], skips: [] };

/** An open document with its unsaved text and the engine's session on it. */
export class LiveDocument {
  private text: TextDocument;
  private pending: SessionChange[] = [];
  private session: EditorSession | undefined;
  private checked: Checked | undefined;
  /** False from the moment it was closed. */
  isOpen = true;
  /** When the last check ended and how long it took, in milliseconds. */
  private last = { ended: Number.NEGATIVE_INFINITY, took: 0 };
  /** Milliseconds that looking for data flows took the last time. */
  private settleTook: number | undefined;
  private readonly checking: Checking;
  /** What flows from other files change in the result. */
  private incoming: IncomingFindings | undefined;
  /** The cells of a notebook; absent where the text is one document. */
  private cells: readonly Part[] | undefined;

  constructor(text: TextDocument, checking: Checking, cells?: readonly Part[]) {
    this.text = text;
    this.checking = checking;
    this.cells = cells;
  }

  /** Different for every open text; the texts of a notebook share their URI. */
  get key(): string {
    return this.isNotebook ? `${this.uri} ${this.text.languageId}` : this.uri;
  }

  /** Of the document, or of the notebook around the cells. */
  get uri(): string {
    return this.text.uri;
  }

  get version(): number {
    return this.text.version;
  }

  get current(): TextDocument {
    return this.text;
  }

  /** The project that it was last checked in. */
  get folder(): Folder | undefined {
    return this.checked?.folder;
  }

  /** Milliseconds to rest before the next check: a quarter of what the last one took, so that other messages get their turn. */
  rest(now: number): number {
    return Math.max(0, this.last.ended + this.last.took / 4 - now);
  }

  /** The cells of a notebook share one text. */
  get isNotebook(): boolean {
    return this.cells !== undefined;
  }

  /** Where the places of the text as it is now are in the client's documents. */
  get layout(): Layout {
    return this.layoutFor(this.text);
  }

  /** Applies changes one after another, each to the text that the one before it left. */
  apply(changes: readonly ContentChange[], version: number): void {
    for (const { range, text } of changes) {
      const stretch = range === undefined ? { start: 0, end: this.text.getText().length } : this.layout.stretchOf(this.uri, range);
      this.replace({ ...stretch, text }, version);
    }
    if (changes.length === 0) this.text = TextDocument.update(this.text, [], version);
  }

  /** Takes over the cells of a notebook as they are now, with the text that they make. */
  rearrange(text: string, cells: readonly Part[]): void {
    const change = difference(this.text.getText(), text);
    if (change === undefined) this.text = TextDocument.update(this.text, [], this.version + 1);
    else this.replace(change, this.version + 1);
    this.cells = cells;
  }

  /** Milliseconds that the typing should rest before data flows are looked for: longer where that takes long and would be for nothing when typing goes on. */
  get settleWait(): number {
    const took = this.settleTook ?? 0;
    return took <= momentary ? shortestSettleWait : Math.min(longestSettleWait, Math.max(typingWait, took));
  }

  /** Whether the last check left data flows for later. */
  get isUnsettled(): boolean {
    return this.session?.isSettled === false;
  }

  /**
   * The findings of the text as it is when the project is loaded; undefined when the document was closed meanwhile. A `quick` check moves
   * findings of data flows along where these take long, and so does one during which the text changes: they are looked for later. A check
   * that fails is logged and shown as a part that was not checked; it never throws.
   */
  async check(depth: 'quick' | 'whole' = 'whole'): Promise<Checked | undefined> {
    const checked = await this.checkPlain();
    const isCheap = this.text.getText().length <= shortText || (this.settleTook !== undefined && this.settleTook <= cheapFlows);
    if (checked === undefined || (depth === 'quick' && !isCheap)) return checked;
    return (await this.settle()) ?? this.checkPlain();
  }

  /**
   * Takes what flows from other files give in a version of the text, in place of what the text gives alone; undefined: there are none.
   * Whether that changes the findings; a text that has changed meanwhile takes nothing.
   */
  takeIncoming(linked: FileResult | undefined, version: number): boolean {
    const { checked, session } = this;
    if (checked === undefined || session?.isSettled !== true || version !== this.version || checked.text.version !== version) return false;
    this.incoming = linked === undefined ? undefined : incomingFindings(session.result, linked);
    const result = this.withIncoming(session.result);
    if (JSON.stringify(result) === JSON.stringify(checked.result)) return false;
    this.checked = { ...checked, result };
    return true;
  }

  /** Shows from the start what is known of flows from other files. */
  showAtFirst(incoming: IncomingFindings): void {
    this.incoming = incoming;
  }

  /** Looks for the data flows of the last check and lets other messages in between; undefined when the text changed meanwhile. */
  async settle(): Promise<Checked | undefined> {
    const { checked, session } = this;
    let took = 0;
    while (checked !== undefined && session?.isSettled === false) {
      const begun = performance.now();
      const result = this.settleFor(slice, session, checked.source);
      took += performance.now() - begun;
      if (result !== undefined) {
        this.settleTook = took;
        this.checked = { ...checked, result: this.withIncoming(result) };
        break;
      }
      await otherMessages();
      if (this.session !== session || this.checked !== checked || this.pending.length > 0) return undefined;
    }
    return this.checked;
  }

  private async checkPlain(): Promise<Checked | undefined> {
    const { folders } = this.checking;
    await folders.ready;
    const { folder, path } = folders.placeOf(this.uri);
    const workspace = await folder.workspace();
    if (!this.isOpen) return undefined;
    const { settings } = folder;
    if (this.isCurrent(workspace, settings)) return this.checked;
    const source = this.sourceFor(path, workspace.scanner);
    const clock = folder.context().clock;
    const begun = clock.elapsed();
    const isWanted = settings.enable && isScanned(folder, workspace, this.uri);
    if (!isWanted || (this.checked !== undefined && this.checked.scanner !== workspace.scanner)) this.incoming = undefined;
    const result = isWanted ? this.withIncoming(this.runCheck(source, workspace.scanner)) : this.skipCheck();
    const ended = clock.elapsed();
    this.last = { ended, took: ended - begun };
    const text = this.snapshot();
    this.checked = { text, layout: this.layoutFor(text), folder, source, scanner: workspace.scanner, workspace, settings, result };
    return this.checked;
  }

  close(): void {
    this.isOpen = false;
    this.endSession();
  }

  private replace({ start, end, text }: SessionChange, version: number): void {
    this.pending.push({ start, end, text });
    this.incoming?.changed({ start, end, text });
    const range = { start: this.text.positionAt(start), end: this.text.positionAt(end) };
    this.text = TextDocument.update(this.text, [{ range, text }], version);
  }

  private withIncoming(result: FileResult): FileResult {
    return this.incoming?.join(result, this.text.getText()) ?? result;
  }

  private layoutFor(text: TextDocument): Layout {
    const { encoding } = this.checking;
    return this.cells === undefined ? plainLayout(text, encoding) : layoutOf(text, this.cells, encoding);
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
    // A notebook's file is JSON, its cells are not.
    return this.isNotebook || scanner.languageOf({ path, text }) === undefined ? { path, text, languageId } : { path, text };
  }

  private runCheck(source: Source, scanner: Scanner): FileResult {
    const changes = this.pending;
    this.pending = [];
    try {
      if (this.session !== undefined && this.checked?.scanner === scanner) return this.session.update(changes, 'quick');
      this.endSession();
      this.session = scanner.open(source, 'quick');
      return this.session.result;
    } catch (thrown) {
      return this.failed(source, thrown);
    }
  }

  /** The result when settling comes to its end in this time. */
  private settleFor(milliseconds: number, session: EditorSession, source: Source): FileResult | undefined {
    try {
      return session.settleFor(milliseconds) ? session.result : undefined;
    } catch (thrown) {
      return this.failed(source, thrown);
    }
  }

  private failed({ path }: Source, thrown: unknown): FileResult {
    this.endSession();
    this.checking.log.error('a check failed', { file: path, error: toFailure(thrown).cause ?? thrown });
    return { ...nothing, skips: [{ path, reason: 'rule-error', message: 'The check of this file failed; the log says why' }] };
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

function otherMessages(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
