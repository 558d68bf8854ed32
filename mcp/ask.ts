import { createHash, randomBytes, randomUUID } from 'node:crypto';
import {
  CLIENT_CAPABILITIES_META_KEY,
  createRequestStateCodec,
  type InputRequiredResult,
  inputRequired,
  type RequestStateCodec,
  type ServerContext,
} from '@modelcontextprotocol/server';
import { z } from 'zod';
import type { Ask, HumanAnswer } from '../core/kernel/context.ts';
import type { ToolRequest } from './tool.ts';

/** What survives between a question and the call that is sent again with its answer; signed, and readable for the client. */
const roundState = z.object({
  /** Of the tool and its arguments. */
  call: z.string(),
  /** Tells apart calls whose questions were answered already. */
  id: z.string(),
  answers: z.array(z.object({ question: z.string(), answer: z.unknown() })),
  /** The question that this round asks. */
  question: z.string(),
});
type RoundState = z.output<typeof roundState>;

const elicitation = z.object({ action: z.enum(['accept', 'decline', 'cancel']), content: z.record(z.string(), z.unknown()).optional() });

/** A client that names no way to ask means forms. */
const askingCapability = z.object({ elicitation: z.object({ form: z.unknown().optional(), url: z.unknown().optional() }) });

/** Signs what the questions of this process need to know later. */
export interface Asking {
  readonly codec: RequestStateCodec;
  /** Ids of calls that ended after an answer, oldest first: an answer counts once. */
  readonly spent: Set<string>;
}

const mostSpent = 10_000;
const ttlSeconds = 600;

/** Questions can be asked while the process lives: the key is made anew each time. An answer is good for ten minutes. */
export function openAsking(): Asking {
  const bind = ({ mcpReq, http }: ServerContext) => `${mcpReq.method}\n${http?.authInfo?.clientId ?? ''}`;
  return { codec: createRequestStateCodec({ key: randomBytes(32), ttlSeconds, bind }), spent: new Set() };
}

/** A question that no answer has come for; the call ends with it and is sent again. */
export interface Unanswered {
  readonly message: string;
  readonly fields: z.ZodObject;
  readonly state: RoundState;
}

/** The questions of one call. */
export interface Questions {
  readonly ask: Ask;
  /** Settles when a question has no answer yet; the run that asked it then waits for good and is forgotten. */
  readonly unanswered: Promise<Unanswered>;
  /** The call is over: its answers count no more. */
  spend(): void;
}

const key = 'answer';

/** What was answered in earlier rounds of the same call is given at once; the first question beyond that is unanswered. */
export function questionsOf(asking: Asking, context: ServerContext, call: { readonly name: string; readonly input: unknown }): Questions {
  const hash = hashOf(call);
  const earlier = earlierRounds(asking, context, hash);
  const id = earlier?.id ?? randomUUID();
  const answers = [...(earlier?.answers ?? [])];
  const reached: RoundState['answers'] = [];
  let end: (question: Unanswered) => void = () => undefined;
  const unanswered = new Promise<Unanswered>((resolve) => {
    end = resolve;
  });
  const ask: Ask = (message, fields) => {
    const question = hashOf([message, z.toJSONSchema(fields)]);
    const next = answers.shift();
    const answer = next?.question === question ? answerIn(next.answer, fields) : undefined;
    if (next !== undefined && answer !== undefined) {
      reached.push(next);
      return Promise.resolve(answer);
    }
    answers.length = 0;
    end({ message, fields, state: { call: hash, id, answers: reached, question } });
    return new Promise<never>(() => undefined);
  };
  return { ask, unanswered, spend: () => spend(asking.spent, earlier?.id) };
}

/** The answer of a call that needs a person's word first. A client that did not say it can ask is refused by the protocol. */
export async function askingResult({ codec }: Asking, context: ServerContext, { message, fields, state }: Unanswered): Promise<InputRequiredResult> {
  const requestState = await codec.mint(state, context);
  return inputRequired({ inputRequests: { [key]: inputRequired.elicit({ message, requestedSchema: fields }) }, requestState });
}

/** A question that tells a client of the stateless protocol which capability it lacks. */
export function lackingResult(message: string): InputRequiredResult {
  return inputRequired({ inputRequests: { [key]: inputRequired.elicit({ message, requestedSchema: z.object({ confirm: z.boolean() }) }) } });
}

/** Whether the client said that it can put a form before a person. */
export function canAsk({ server, context }: ToolRequest): boolean {
  const { envelope } = context.mcpReq;
  // oxlint-disable-next-line typescript/no-deprecated -- clients that initialise say it once, and only the server object remembers
  const stated = envelope === undefined ? server.server.getClientCapabilities() : new Map(Object.entries(envelope)).get(CLIENT_CAPABILITIES_META_KEY);
  const { data } = askingCapability.safeParse(stated);
  return data !== undefined && (data.elicitation.form !== undefined || data.elicitation.url === undefined);
}

function earlierRounds({ spent }: Asking, { mcpReq }: ServerContext, call: string): RoundState | undefined {
  const parsed = roundState.safeParse(mcpReq.requestState());
  if (!parsed.success || parsed.data.call !== call || spent.has(parsed.data.id)) return undefined;
  const { data } = parsed;
  const answer = mcpReq.inputResponses?.[key];
  return answer === undefined ? data : { ...data, answers: [...data.answers, { question: data.question, answer }] };
}

/** Undefined for an answer that does not hold by the question's schema: then the question is asked again. */
function answerIn<S extends z.ZodObject>(answer: unknown, fields: S): HumanAnswer<z.output<S>> | undefined {
  const said = elicitation.safeParse(answer);
  if (!said.success) return undefined;
  if (said.data.action === 'decline') return { kind: 'declined' };
  if (said.data.action === 'cancel') return { kind: 'dismissed' };
  const values = fields.safeParse(said.data.content ?? {});
  return values.success ? { kind: 'given', values: values.data } : undefined;
}

function spend(spent: Set<string>, id: string | undefined): void {
  if (id === undefined) return;
  spent.add(id);
  for (const oldest of spent) {
    if (spent.size <= mostSpent) return;
    spent.delete(oldest);
  }
}

function hashOf(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('base64url');
}
