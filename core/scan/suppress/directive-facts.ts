import { type Justification, justifications } from '../../config/schema.ts';
import type { DirectiveFacts } from './directives.ts';

const brackets = /\[([^\][]*)\]/g;
const fact = /^([a-z_]+)=(.+)$/;
const day = /^\d{4}-\d{2}-\d{2}$/;

/** Parts what a comment says about a suppression, such as `[expires=2027-01-31]`, from its reason. A bracket with anything unknown stays part of the reason. */
export function readFacts(text: string): { readonly rest: string; readonly facts: DirectiveFacts } {
  for (const match of text.matchAll(brackets)) {
    const parts = (match[1] ?? '').split(/[\s,;]+/).filter((part) => part !== '');
    const facts = parts.length === 0 ? undefined : factsOf(parts);
    if (facts !== undefined) return { rest: `${text.slice(0, match.index)}${text.slice(match.index + match[0].length)}`.trim(), facts };
  }
  return { rest: text.trim(), facts: {} };
}

/** The reason with the facts in brackets behind it, as `readFacts` parts them again. Names keep letters, digits and `@._+-`: not every comment takes more. */
export function writeFacts(reason: string, { owner, requestedBy, approvedBy, justification, expires }: DirectiveFacts): string {
  const parts = Object.entries({ owner, requested_by: requestedBy, approved_by: approvedBy, justification, expires: expires?.slice(0, 10) });
  const written = parts.map(([name, value = '']) => [name, asWord(value)] as const).filter(([, value]) => value !== '');
  return written.length === 0 ? reason : `${reason} [${written.map((part) => part.join('=')).join(' ')}]`;
}

/** Two hyphens in a row may end a comment. */
function asWord(name: string): string {
  return name
    .replaceAll(/[^\p{L}\p{N}@._+-]+/gu, '-')
    .replaceAll(/-{2,}/g, '-')
    .replaceAll(/^-|-$/g, '');
}

function factsOf(parts: readonly string[]): DirectiveFacts | undefined {
  const facts = parts.map((part) => {
    const [, name, value] = fact.exec(part) ?? [];
    return name === undefined || value === undefined ? undefined : factOf(name, value);
  });
  return facts.reduce((all, one) => (all === undefined || one === undefined ? undefined : merged(all, one)), {});
}

function merged(all: DirectiveFacts, one: DirectiveFacts): DirectiveFacts {
  return { ...all, ...one };
}

function factOf(name: string, value: string): DirectiveFacts | undefined {
  switch (name) {
    case 'expires':
      return day.test(value) ? { expires: value } : undefined;
    case 'owner':
      return { owner: value };
    case 'requested_by':
      return { requestedBy: value };
    case 'approved_by':
      return { approvedBy: value };
    case 'justification':
      return isJustification(value) ? { justification: value } : undefined;
    default:
      return undefined;
  }
}

function isJustification(value: string): value is Justification {
  return justifications.some((known) => known === value);
}
