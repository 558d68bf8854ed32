import { type Justification, justifications } from '../../config/schema.ts';
import type { DirectiveFacts } from './directives.ts';

const bracket = /\[[ \t]*((?:[a-z_]+=[^\]\s]+[ \t,;]*)+)\]/;
const day = /^\d{4}-\d{2}-\d{2}$/;

/** Parts what a comment says about a suppression, such as `[expires=2027-01-31]`, from its reason. A bracket with anything unknown stays part of the reason. */
export function readFacts(text: string): { readonly rest: string; readonly facts: DirectiveFacts } {
  const match = bracket.exec(text);
  const facts = match === null ? undefined : factsOf((match[1] ?? '').split(/[\s,;]+/).filter((part) => part !== ''));
  if (match === null || facts === undefined) return { rest: text.trim(), facts: {} };
  return { rest: `${text.slice(0, match.index)}${text.slice(match.index + match[0].length)}`.trim(), facts };
}

function factsOf(parts: readonly string[]): DirectiveFacts | undefined {
  const facts = parts.map((part) => factOf(part.slice(0, part.indexOf('=')), part.slice(part.indexOf('=') + 1)));
  return facts.reduce((all, fact) => (all === undefined || fact === undefined ? undefined : merged(all, fact)), {});
}

function merged(all: DirectiveFacts, fact: DirectiveFacts): DirectiveFacts {
  return { ...all, ...fact };
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
