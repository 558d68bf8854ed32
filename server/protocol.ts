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
} as const;

/** Commands that the extension itself executes. */
export const extensionCommands = {
  restart: 'sentrik.restartServer',
  showOutput: 'sentrik.showOutput',
  fixAll: 'sentrik.fixAll',
} as const;

/** Code action kind that repairs a whole file with verified fixes. */
export const fixAllKind = 'source.fixAll.sentrik';

/** Code action kind of suppressions: a quick fix that does not repair. */
export const suppressKind = 'quickfix.suppress';

/** Scheme of read-only pages about a rule, such as `sentrik-rule:/js-eval.md`. */
export const ruleScheme = 'sentrik-rule';

/** Notification from the server when a project was loaded or loaded anew: `ServerStatus`. */
export const statusNotification = 'sentrik/status';

export interface ServerStatus {
  /** Rules that are on in the open projects. */
  readonly rules: number;
  /** What was wrong with settings and rule files, each as one line. */
  readonly problems: readonly string[];
}

/** What travels with each diagnostic. */
export interface DiagnosticData {
  readonly fingerprint: string;
  readonly ruleId: string;
}
