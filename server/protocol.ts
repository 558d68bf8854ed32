// What the language server and the editor extension agree on. It imports nothing, because both bundle it.

/** Section of the editor's settings that both read. */
export const settingsSection = 'sentrik';

/** `source` of every diagnostic. */
export const diagnosticSource = 'sentrik';

/** URI schemes of documents that are checked. */
export const checkedSchemes: readonly string[] = ['file', 'untitled'];

/** Commands that the server executes. */
export const serverCommands = {
  check: 'sentrik.check',
  explain: 'sentrik.explain',
  applyFix: 'sentrik.applyFix',
  checkWorkspace: 'sentrik.checkWorkspace',
  showRule: 'sentrik.showRule',
  showReason: 'sentrik.showReason',
  showFix: 'sentrik.showFix',
  showPosture: 'sentrik.showPosture',
  showActionHelp: 'sentrik.showActionHelp',
  togglePack: 'sentrik.togglePack',
} as const;

/** Commands that the extension itself executes. */
export const extensionCommands = {
  restart: 'sentrik.restartServer',
  showOutput: 'sentrik.showOutput',
  fixAll: 'sentrik.fixAll',
  fixWorkspace: 'sentrik.fixWorkspace',
  choosePacks: 'sentrik.choosePacks',
  openDashboard: 'sentrik.openDashboard',
  openWalkthrough: 'sentrik.openWalkthrough',
  showMenu: 'sentrik.showMenu',
  groupFindings: 'sentrik.groupFindings',
  filterFindings: 'sentrik.filterFindings',
  clearFilter: 'sentrik.clearFilter',
  openFinding: 'sentrik.openFinding',
  fixFinding: 'sentrik.fixFinding',
  suppressFinding: 'sentrik.suppressFinding',
  explainFinding: 'sentrik.explainFinding',
} as const;

/** Id of the view of all known findings. */
export const findingsView = 'sentrik.findings';

/** Context keys that the manifest's conditions look at: the state of the view (`ViewState`), and whether a filter is set. */
export const contextKeys = { state: 'sentrik.state', filtered: 'sentrik.filtered' } as const;

/** What the findings view can know: nothing yet, nothing at all, the open files, or all files of the workspace. */
export type ViewState = 'starting' | 'stopped' | 'open' | 'workspace';

/** Tools for the editor's own agent, by the operation that each runs. */
export const agentTools = { check: 'sentrik_check', explain: 'sentrik_explain', fix: 'sentrik_fix' } as const;

/** Id of the provider of the bundled MCP server. */
export const mcpProvider = 'sentrik';

/** Code action kind that repairs a whole file with verified fixes. */
export const fixAllKind = 'source.fixAll.sentrik';

/** Code action kind of suppressions: a quick fix that does not repair. */
export const suppressKind = 'quickfix.suppress';

/** Scheme of read-only pages about a rule, such as `sentrik-rule:/js-eval.md`. */
export const ruleScheme = 'sentrik-rule';

/** Scheme of read-only patches that show what a fix changes. */
export const fixScheme = 'sentrik-fix';

/** Scheme of read-only pages about all findings of a file. */
export const postureScheme = 'sentrik-file';

/** Scheme of read-only pages about the product. */
export const helpScheme = 'sentrik-help';

/** Notification from the server when a project was loaded or loaded anew: `ServerStatus`. */
export const statusNotification = 'sentrik/status';

export interface ServerStatus {
  /** Rules that are on in the open projects. */
  readonly rules: number;
  /** What was wrong with settings and rule files, each as one line. */
  readonly problems: readonly string[];
}

/** What the extension tells the server when it starts it, as `initializationOptions`. */
export interface ExtensionOptions {
  /** Whether the folder's own settings, rules and suppressions count. They do unless this is false. */
  readonly trusted?: boolean;
  /** The client asks for reasons itself: suppressions become commands for `askReasonCommand` in place of edits with a placeholder. */
  readonly asksReason?: boolean;
}

/** Command of the client that asks for a reason and then sends `suppressRequest`; its argument is a `SuppressTarget`. */
export const askReasonCommand = 'sentrik.askReason';

/** A finding of an open document and where its suppression is to stand. */
export interface SuppressTarget {
  readonly uri: string;
  readonly version: number;
  readonly fingerprint: string;
  readonly ruleId: string;
  readonly where: 'comment' | 'file' | 'suppressions';
}

/** Asks for the edit that suppresses a finding: `SuppressParams` to `WorkspaceEdit`. */
export const suppressRequest = 'sentrik/suppress';

export interface SuppressParams extends SuppressTarget {
  readonly reason: string;
  /** Who answers for it; by default whom git knows here, else the operating system's user. */
  readonly owner?: string;
  /** The last day on which it holds, such as 2027-01-31; by default so many days from today as the project's settings say. */
  readonly expires?: string;
}

/** Notification from the server when the list of findings changed and perhaps no diagnostic did. */
export const findingsChanged = 'sentrik/findingsChanged';

/** Asks for all findings that are known: nothing to `FindingList`. */
export const findingsRequest = 'sentrik/findings';

export interface ListedFinding {
  readonly uri: string;
  /** Path in its folder. */
  readonly path: string;
  readonly range: { readonly start: ListedPosition; readonly end: ListedPosition };
  readonly ruleId: string;
  readonly title: string;
  readonly message: string;
  readonly severity: 'critical' | 'high' | 'medium' | 'low' | 'info';
  readonly fingerprint: string;
  /** `one` has a fix; `cautious` one that a person looks at first. */
  readonly fix: 'none' | 'one' | 'cautious';
  /** A comment may suppress it; otherwise it takes an entry in the suppressions file. */
  readonly takesComment: boolean;
  readonly controls: readonly { readonly framework: string; readonly control: string; readonly title: string }[];
}

interface ListedPosition {
  readonly line: number;
  readonly character: number;
}

export interface FindingList {
  readonly findings: readonly ListedFinding[];
  /** Files or parts of them that were not checked, with the reason. */
  readonly notChecked: readonly { readonly path: string; readonly message: string }[];
  readonly openFiles: number;
  /** Files that the last check of the workspace looked at and when it ended, as an ISO time; absent when there was none. */
  readonly workspaceCheck?: { readonly files: number; readonly at: string };
}

/** Asks for an edit of all files of the last workspace check and all open ones that makes every verified fix: nothing to `WorkspaceFix`. */
export const fixWorkspaceRequest = 'sentrik/fixWorkspace';

export interface WorkspaceFix {
  readonly files: number;
  /** Findings with a fix that could not be made, or that a person looks at first. */
  readonly left: number;
  /** A `WorkspaceEdit` of the protocol; absent when there is nothing to do. */
  readonly edit?: unknown;
}

/** Asks for the packs of a folder: `{ uri? }` to `PackList`. */
export const packsRequest = 'sentrik/packs';

/** Writes which packs and frameworks are on into the folder's `.sentrik/config.yaml`: `PackChoice` to `PackList`. */
export const choosePacksRequest = 'sentrik/choosePacks';

export interface PackList {
  readonly choices: readonly PackEntry[];
  /** The file that the choice is written to. */
  readonly configFile: string;
  /** The editor's own setting decides, and the file's choice does not count. */
  readonly overridden: boolean;
}

export interface PackEntry {
  readonly id: string;
  readonly kind: 'pack' | 'framework';
  readonly name: string;
  readonly description: string;
  readonly on: boolean;
}

export interface PackChoice {
  readonly uri?: string;
  readonly ids: readonly string[];
}

/** What travels with each diagnostic. */
export interface DiagnosticData {
  readonly fingerprint: string;
  readonly ruleId: string;
}
