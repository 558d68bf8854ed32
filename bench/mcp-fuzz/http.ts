import type { Message } from './messages.ts';
import type { Complaint } from './stdio.ts';
import { type Answer, answerIn, complaint } from './verdict.ts';

const senders = 8;
const serverError = 500;
const accepted = 'application/json, text/event-stream';
/** Versions and methods that headers name are right, wrong or absent, in turn. */
const headerSets: readonly Readonly<Record<string, string>>[] = [
  {},
  { 'mcp-protocol-version': '2025-11-25' },
  { 'mcp-protocol-version': '2026-07-28', 'mcp-method': 'tools/list' },
  { 'mcp-protocol-version': '1.0', 'mcp-session-id': 'none' },
];

/** Sends every message to a server as a request of its own, and answers what the protocol has to complain about. */
export async function fuzzHttp(url: string, messages: readonly Message[]): Promise<readonly Complaint[]> {
  const complaints: Complaint[] = [];
  const waiting = messages.entries();
  const work = async () => {
    for (const [index, message] of waiting) {
      const what = await sendOne(url, message, headerSets[index % headerSets.length] ?? {});
      if (what !== undefined) complaints.push({ what, message: message.bytes.toString('utf8').slice(0, 300) });
    }
  };
  await Promise.all(Array.from({ length: senders }, work));
  return complaints;
}

async function sendOne(url: string, message: Message, more: Readonly<Record<string, string>>): Promise<string | undefined> {
  const headers = { 'content-type': 'application/json', accept: accepted, ...more };
  try {
    const response = await fetch(url, { method: 'POST', headers, body: new Uint8Array(message.bytes), signal: AbortSignal.timeout(60_000) });
    if (response.status >= serverError) return `status ${response.status}`;
    const text = await response.text();
    const isStream = (response.headers.get('content-type') ?? '').includes('event-stream');
    const answers = isStream ? eventsIn(text) : answersIn(text);
    if (answers.includes(undefined)) return `no protocol in the answer: ${text.slice(0, 100)}`;
    const known = answers.filter((said) => said !== undefined);
    // A request that its headers contradict is refused before it is read: the refusal need not carry its id.
    return response.ok ? complaint(message, known) : refusalComplaint(known);
  } catch (error) {
    return `no answer: ${String(error)}`;
  }
}

function refusalComplaint(answers: readonly Answer[]): string | undefined {
  return answers.length === 1 && answers.every((said) => 'error' in said) ? undefined : 'a refusal that is no error';
}

function answersIn(text: string): readonly (Answer | undefined)[] {
  return text === '' ? [] : [answerIn(text)];
}

function eventsIn(text: string): readonly (Answer | undefined)[] {
  const data = text.split('\n').filter((line) => line.startsWith('data:'));
  return data.map((line) => line.slice('data:'.length).trim()).flatMap((line) => (line === '' ? [] : [answerIn(line)]));
}
