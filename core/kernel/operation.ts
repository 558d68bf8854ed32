import type { z } from 'zod';
import { type AuditFacts, type AuditOutcome, recordAudit } from './audit-entry.ts';
import { type Access, accessLevels, type Actor, type Context } from './context.ts';
import { Failure, toFailure } from './failure.ts';
import { isReply, type Reply } from './reply.ts';
import type { PurposeKind } from './purpose.ts';
import { type Permission, roleMay } from './role.ts';
import { scopesCover } from './scope.ts';

export type Surface = 'sentrik' | 'sentinel' | 'sentri' | 'sentinelflow' | 'vega';
export type Effect = 'read' | 'write' | 'destroy';
/** Which of its surface's limits counts an operation; `recovery` is asking for a mail, `reset` setting a password with one. */
export type Limit = 'none' | 'general' | 'auth' | 'recovery' | 'reset' | 'expensive' | 'ai';

/** One thing the product can do, with every binding that reaches it. Frontends read this and never repeat it. */
export interface Operation<I extends z.ZodType = z.ZodType, O extends z.ZodType = z.ZodType> {
  /** OpenAPI operationId, metric label and audit action, such as `sdk.check`. */
  readonly name: string;
  readonly summary: string;
  readonly description?: string;
  readonly input: I;
  readonly output: O;
  readonly access: Access;
  readonly effect: Effect;
  readonly limit: Limit;
  /** What a role must hold besides; without it the role's rights follow from `access` and `effect`. */
  readonly permission?: Permission;
  /** Tokens for one purpose that open it besides other credentials; it checks with `requirePurpose` what they are for. */
  readonly accepts?: readonly PurposeKind[];
  /** Works on the caller's workspace, not on the project that the server was started in. Always so on surfaces other than Sentrik's. */
  readonly scope?: 'workspace';
  /** HTTP status of success where it is not 200; 204 sends no body. */
  readonly status?: 201 | 202 | 204;
  /** Per surface `'METHOD /path/{parameter}'`. Path and query parameters and the JSON body are merged into one input. */
  readonly http?: Partial<Record<Surface, string>>;
  /** The answer streams progress as server-sent events and ends with the result. */
  readonly stream?: boolean;
  /** Takes source code or rule files: JSON bodies up to 32 MB instead of 1 MB. */
  readonly largeBody?: boolean;
  /** Input field that a YAML or plain-text request body fills, for operations that take a file as it is. */
  readonly textBody?: string;
  /** Input field that a file of a form fills, as an `UploadedArchive`; the other fields of the form are texts. */
  readonly upload?: string;
  /** Media type of the document answered instead of JSON. */
  readonly mime?: string;
  /** MCP tool name. */
  readonly mcp?: string;
  /** LSP command name. */
  readonly lsp?: string;
  /** CLI command name. */
  readonly cli?: string;
  /**
   * What the audit trail is to say of a call besides its name and actor; one entry per element of a list. Without a result the call was
   * refused or failed. Pure; never code, secrets or other scanned text.
   */
  audited?(input: z.output<I>, result: z.output<O> | undefined): AuditFacts | readonly AuditFacts[];
  run(context: Context, input: z.output<I>): Promise<z.output<O> | Reply> | z.output<O> | Reply;
  /** What a client gets that asks for server-sent events, until it ends or the signal is aborted; input `after` is where it left off. */
  follow?(context: Context, input: z.output<I>): AsyncIterable<FollowedEvent>;
}

/** An event of a stream; a client that comes back names the last id it has seen. */
export interface FollowedEvent {
  readonly id: string;
  readonly event: string;
  readonly data: unknown;
}

export type AnyOperation = Operation;

/** The identity function: gives the handler the types of its schemas. */
export function defineOperation<I extends z.ZodType, O extends z.ZodType>(operation: Operation<I, O>): Operation<I, O> {
  return operation;
}

/**
 * The one door to every operation: access, parse, handle, audit, check the output. Throws only Failure.
 * A wrong input is `invalid_input` whose details name each field.
 */
export async function run<I extends z.ZodType, O extends z.ZodType>(
  operation: Operation<I, O>,
  context: Context,
  input: unknown,
): Promise<z.output<O> | Reply> {
  let parsed: z.output<I> | undefined;
  try {
    requireAccess(operation, context);
    parsed = parseInput(operation.input, input);
    const result = await operation.run(context, parsed);
    audit(operation, context, { outcome: 'done', facts: factsOf(operation, parsed, isReply(result) ? undefined : result) });
    return isReply(result) ? checkedReply(operation, result) : operation.output.parse(result);
  } catch (thrown) {
    const failure = toFailure(thrown);
    const outcome = failure.code === 'internal' ? 'failed' : 'refused';
    audit(operation, context, { outcome, facts: [...factsOf(operation, parsed, undefined)].map((facts) => ({ ...facts, refusal: failure.code })) });
    if (failure.code === 'internal') context.log.error('operation failed', { operation: operation.name, error: failure.cause });
    throw failure;
  }
}

function checkedReply({ output }: Pick<AnyOperation, 'output'>, reply: Reply): Reply {
  return reply.kind === 'cookies' ? { ...reply, result: output.parse(reply.result) } : reply;
}

/** The door to `follow`: access and input as for `run`; it only reads. Throws `unsupported` for an operation that has nothing to follow. */
export function follow(operation: AnyOperation, context: Context, input: unknown): AsyncIterable<FollowedEvent> {
  requireAccess(operation, context);
  if (operation.follow === undefined) throw new Failure('unsupported', 'There is nothing to follow here');
  return operation.follow(context, parseInput(operation.input, input));
}

/** `run` for a caller that knows the operation answers JSON. */
export async function runJson<I extends z.ZodType, O extends z.ZodType>(operation: Operation<I, O>, context: Context, input: z.input<I>): Promise<z.output<O>> {
  const result = await run(operation, context, input);
  if (isReply(result)) throw new Failure('internal', `${operation.name} did not answer JSON`);
  return result;
}

/** Parses with a schema; a mismatch is `invalid_input` with `issues: [{field, message}]` and no echo of the value. */
export function parseInput<S extends z.ZodType>(schema: S, input: unknown): z.output<S> {
  const parsed = schema.safeParse(input ?? {});
  if (parsed.success) return parsed.data;
  const issues = parsed.error.issues.map((issue) => ({ field: issue.path.map(String).join('.') || '(input)', message: issue.message }));
  throw new Failure('invalid_input', issues.map((issue) => `${issue.field}: ${issue.message}`).join('; '), { issues });
}

function requireAccess(operation: AnyNeeds, { actor }: Context): void {
  if (operation.access === 'public') return;
  if (actor.access === 'public') throw new Failure('unauthenticated', 'Invalid or missing API key');
  if (mayRun(operation, actor)) return;
  const { scopes: _, ...unlimited } = actor;
  throw new Failure('forbidden', mayRun(operation, unlimited) ? 'The scopes of this key do not cover it' : 'Insufficient permissions');
}

type AnyNeeds = Pick<AnyOperation, 'access' | 'effect' | 'permission' | 'accepts'>;

/** Whether an operation works on the project that the product was opened on, not on a workspace of a server. */
export function isOnProject({ scope, http }: Pick<AnyOperation, 'scope' | 'http'>): boolean {
  return scope === undefined && (http === undefined || http.sentrik !== undefined);
}

/**
 * Whether an actor's role, or level where it has none, is enough for an operation, and its credential's scopes where that has some. An agent needs both
 * role and level, so that it never has all rights of its person; a token for one purpose opens what accepts it alone.
 */
export function mayRun(
  operation: AnyNeeds,
  { access, role, via, scopes, purpose }: Pick<Actor, 'access' | 'role' | 'scopes' | 'purpose'> & Partial<Pick<Actor, 'via'>>,
): boolean {
  if (purpose !== undefined) return operation.access === 'public' || operation.accepts?.includes(purpose.kind) === true;
  if (scopes !== undefined && !scopesCover(scopes, operation)) return false;
  const isHighEnough = accessLevels.indexOf(access) >= accessLevels.indexOf(operation.access);
  if (role === undefined) return isHighEnough;
  return roleMay(role, access, operation) && (via !== 'agent' || isHighEnough);
}

function audit(
  operation: Pick<AnyOperation, 'name' | 'effect'>,
  context: Context,
  { outcome, facts }: { readonly outcome: AuditOutcome; readonly facts: readonly AuditFacts[] },
): void {
  if (operation.effect === 'read') return;
  for (const each of facts) recordAudit(context, { action: operation.name, outcome, facts: each });
}

/** At least one, so that every call is recorded. */
function factsOf<I extends z.ZodType, O extends z.ZodType>(
  operation: Operation<I, O>,
  input: z.output<I> | undefined,
  result: z.output<O> | undefined,
): readonly AuditFacts[] {
  if (input === undefined || operation.audited === undefined) return [{}];
  const facts = [operation.audited(input, result)].flat();
  return facts.length === 0 ? [{}] : facts;
}
