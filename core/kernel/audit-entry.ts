import type { Actor, Context } from './context.ts';
import { insideRoot } from './path.ts';
import { quoted } from './quoted.ts';

export type AuditOutcome = 'done' | 'refused' | 'failed';

/** What a change was about. The file is relative to the project. */
export interface AuditFinding {
  readonly fingerprint?: string;
  readonly rule?: string;
  readonly file?: string;
}

export type AuditDetail = string | number | boolean | readonly string[];

/** What an operation tells of one change. Hashes are SHA-256 of a file's bytes in hex. */
export interface AuditFacts {
  readonly finding?: AuditFinding;
  readonly before?: string;
  readonly after?: string;
  readonly details?: Readonly<Record<string, AuditDetail>>;
  /** The code of the Failure that refused it. */
  readonly refusal?: string;
}

/** One change, or the refusal of one. */
export interface AuditEntry {
  /** ISO date and time. */
  readonly at: string;
  readonly action: string;
  readonly actor: string;
  readonly via: Actor['via'];
  readonly client?: string;
  readonly tool?: string;
  readonly session?: string;
  readonly outcome: AuditOutcome;
  readonly finding?: AuditFinding;
  readonly before?: string;
  readonly after?: string;
  readonly details: Readonly<Record<string, AuditDetail>>;
}

/** Something to record: what was done or refused, and what about. */
export interface AuditEvent {
  /** The operation's name, or what a frontend did itself, such as `hook.block`. */
  readonly action: string;
  readonly outcome: AuditOutcome;
  readonly facts?: AuditFacts;
}

const longestName = 120;
const longestText = 300;
const mostItems = 50;
const mostDetails = 20;
const sha256 = /^[0-9a-f]{64}$/;

/** Writes an entry for what the context's actor did. Texts become one line and are cut; a file outside of the project is left out. */
export function recordAudit(
  { audit, actor, clock, files }: Pick<Context, 'audit' | 'actor' | 'clock' | 'files'>,
  { action, outcome, facts = {} }: AuditEvent,
): void {
  const { finding, before, after, details = {}, refusal } = facts;
  audit.record({
    at: clock.now().toISOString(),
    action,
    actor: actor.id,
    via: actor.via,
    ...named('client', actor.client),
    ...named('tool', actor.tool),
    ...named('session', actor.session),
    outcome,
    ...(finding === undefined ? {} : { finding: findingOf(finding, files.root) }),
    ...(before !== undefined && sha256.test(before) ? { before } : {}),
    ...(after !== undefined && sha256.test(after) ? { after } : {}),
    details: { ...detailsOf(details), ...(refusal === undefined ? {} : { refusal }) },
  });
}

/** A client's name and version as one line of at most 120 characters; undefined when it says none. */
export function clientLine(name: string, version = ''): string | undefined {
  const line = quoted(`${name} ${version}`, longestName);
  return line === '' ? undefined : line;
}

function findingOf({ fingerprint, rule, file }: AuditFinding, root: string): AuditFinding {
  const path = file === undefined ? undefined : relativeTo(root, file);
  return { ...named('fingerprint', fingerprint), ...named('rule', rule), ...(path === undefined ? {} : { file: quoted(path, longestText) }) };
}

function relativeTo(root: string, file: string): string | undefined {
  try {
    return insideRoot(root, file);
  } catch {
    return undefined;
  }
}

function detailsOf(details: Readonly<Record<string, AuditDetail>>): Record<string, AuditDetail> {
  return Object.fromEntries(
    Object.entries(details)
      .slice(0, mostDetails)
      .map(([name, value]) => [name, detailOf(value)]),
  );
}

function detailOf(value: AuditDetail): AuditDetail {
  if (typeof value === 'string') return quoted(value, longestText);
  return typeof value === 'object' ? value.slice(0, mostItems).map((item) => quoted(item, longestText)) : value;
}

function named<K extends string>(key: K, text: string | undefined): { readonly [key in K]?: string } {
  const line = text === undefined ? '' : quoted(text, longestName);
  const field: { [key in K]?: string } = {};
  if (line !== '') field[key] = line;
  return field;
}
