import type { CallToolResult, InputRequiredResult, ResourceLink, ServerContext } from '@modelcontextprotocol/server';
import { z } from 'zod';
import type { Context, ProgressEvent } from '../core/kernel/context.ts';
import { type Failure, toFailure } from '../core/kernel/failure.ts';
import { type AnyOperation, parseInput, run } from '../core/kernel/operation.ts';
import { harmless, quoted } from '../core/kernel/quoted.ts';
import { isReply, type Reply } from '../core/kernel/reply.ts';
import { askingResult, canAsk, lackingResult, type Questions, questionsOf } from './ask.ts';
import { callerOf } from './caller.ts';
import type { ToolHost } from './host.ts';
import { linksTo, linkTokens } from './long-form.ts';
import type { Presentation } from './presentations.ts';
import { type Arguments, asObject, type ToolRequest } from './tool.ts';

/** Which tool was called, and where. */
export interface Called {
  readonly host: ToolHost;
  readonly request: ToolRequest;
  readonly tool: string;
}

/** What a call runs, and how its result is shown. */
export interface Work {
  readonly operation: AnyOperation;
  readonly presentation: Presentation | undefined;
}

/** The fields that every answer with a compact form takes. */
export const page = z.object({
  max_tokens: z.number().int().min(200).max(20_000).default(2000).meta({ description: 'Largest answer, in tokens' }),
  cursor: z.string().max(200).optional().meta({ description: '`next` of the page before' }),
  detail: z.boolean().default(false).meta({ description: 'Also whole ranges and the edits of fixes' }),
});

const maxRefusal = 2000;

type Answer = CallToolResult | InputRequiredResult;

/** Runs the operation; a refusal is an answer that says why, so that the agent can correct its call. A question to a person comes first. */
export async function answerWith(called: Called, work: Work, input: Arguments): Promise<Answer> {
  const { host, request, tool } = called;
  const { context } = request;
  const questions = canAsk(request) ? questionsOf(host.asking, context, { name: tool, input }) : undefined;
  const done = settle(contextOf(called, questions), work, input, request);
  if (questions === undefined) return done;
  const answer = done.then((settled) => {
    questions.spend();
    return settled;
  });
  return Promise.race([answer, questions.unanswered.then((question) => askingResult(host.asking, context, question))]);
}

async function settle(context: Context, work: Work, input: Arguments, request: ToolRequest): Promise<Answer> {
  try {
    return await answerOf(context, work, input, request);
  } catch (thrown) {
    return refusal(toFailure(thrown), request.context);
  }
}

function contextOf(called: Called, questions: Questions | undefined): Context {
  const { host, request } = called;
  const { context } = request;
  const part = { actor: callerOf(called), signal: context.mcpReq.signal, progress: reporter(context) };
  return host.product.contextFor({ ...part, ...(questions === undefined ? {} : { ask: questions.ask }) });
}

async function answerOf(context: Context, { operation, presentation }: Work, input: Arguments, request: ToolRequest): Promise<CallToolResult> {
  if (presentation === undefined) return shownWhole(await run(operation, context, input));
  const { max_tokens: maxTokens, cursor, detail, ...own } = input;
  const given = Object.entries({ max_tokens: maxTokens, cursor, detail }).filter(([, value]) => value !== undefined);
  const wanted = parseInput(page, Object.fromEntries(given));
  const result = await run(operation, context, { ...presentation.defaults, ...own });
  if (isReply(result)) return shownWhole(result);
  const { longForm } = presentation;
  const shown = presentation.present(result, {
    maxTokens: wanted.max_tokens - (longForm === undefined ? 0 : linkTokens),
    cursor: wanted.cursor,
    detail: wanted.detail,
  });
  return structured(shown, linksTo(longForm?.(own, shown), request));
}

function shownWhole(result: unknown): CallToolResult {
  return isReply(result) ? textResult(textOf(result)) : structured(asObject(result));
}

/** Some clients show the model the text, others the structure: both say the same, and nothing in them hides or reorders what is around it. Links come after. */
function structured(content: Arguments, links: readonly ResourceLink[] = []): CallToolResult {
  const shown = asObject(harmless(content));
  return { content: [...textResult(JSON.stringify(shown)).content, ...links], structuredContent: shown };
}

/** The stateless protocol has an answer of its own for a client that lacks what a call needs. */
function refusal({ code, message, details }: Failure, { mcpReq }: ServerContext): Answer {
  if (details.needs === 'person' && mcpReq.envelope !== undefined) return lackingResult(message);
  return { ...textResult(quoted(`${code}: ${message}`, maxRefusal)), isError: true };
}

/** Progress goes to a client that asked for it; one that went away is no reason to stop. */
function reporter(context: ServerContext): (event: ProgressEvent) => void {
  const { _meta: meta, notify } = context.mcpReq;
  const progressToken = meta?.progressToken;
  if (progressToken === undefined) return () => undefined;
  // Each phase counts from nothing, and a client wants to see the number rise.
  let before = 0;
  let last = 0;
  return ({ phase, done, total }) => {
    if (done < last) before += last;
    if (done === last) return;
    last = done;
    notify({ method: 'notifications/progress', params: { progressToken, progress: before + done, total: before + total, message: phase } }).catch(
      () => undefined,
    );
  };
}

function textOf(reply: Reply): string {
  if (reply.kind === 'redirect') return reply.location;
  if (reply.kind === 'cookies') return JSON.stringify(reply.result);
  return typeof reply.body === 'string' ? reply.body : new TextDecoder().decode(reply.body);
}

function textResult(text: string): CallToolResult {
  return { content: [{ type: 'text', text }] };
}
