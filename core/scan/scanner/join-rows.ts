import { createHash } from 'node:crypto';
import type { JoinRow } from '../join-rule.ts';
import type { Finding, Rule } from '../model.ts';
import type { Bindings } from '../pattern/match.ts';
import type { Engine } from './engine.ts';
import { type FoundIn, type RuleMatch, toFindings } from './findings.ts';

const maxValue = 1000;

/** What the parts of join rules found in a text, as rows of their tables; equal rows of one place once. */
export function toRows(engine: Engine, matches: readonly RuleMatch[], found: FoundIn): readonly JoinRow[] {
  const parts = new Set(matches.flatMap(({ rule }) => (rule.partOf === undefined ? [] : rule)));
  return [...parts].flatMap((part) =>
    rowsOf(
      engine,
      matches.filter(({ rule }) => rule === part),
      { part, found },
    ),
  );
}

interface Table {
  readonly part: Rule;
  readonly found: FoundIn;
}

function rowsOf(engine: Engine, matches: readonly RuleMatch[], { part, found }: Table): readonly JoinRow[] {
  const { partOf } = part;
  const whole = engine.rulesById.get(partOf?.join ?? '');
  if (partOf === undefined || whole === undefined) return [];
  const { renames, isReported } = partOf;
  const places = isReported ? findingsByPlace(engine, whole, { matches, found }) : new Map<string, Finding>();
  const rows = new Map<string, JoinRow>();
  for (const { match } of matches) {
    const named = valuesOf(match.bindings, found.text, part.secret);
    const values = Object.fromEntries(named.map(([name, value]) => [renames[name] ?? name, value]));
    const place = `${match.start}:${match.end}`;
    const finding = places.get(place);
    rows.set(`${isReported ? place : ''} ${JSON.stringify(values)}`, {
      part: part.id,
      path: found.path,
      values,
      ...(finding === undefined ? {} : { finding }),
    });
  }
  return [...rows.values()];
}

/** Findings of the join rule where a part matched; comments that suppress the join rule count. */
function findingsByPlace(engine: Engine, rule: Rule, { matches, found }: { readonly matches: readonly RuleMatch[]; readonly found: FoundIn }) {
  const { fix: _, ...plain } = rule;
  const own = matches.map((item) => ({ ...item, rule: plain }));
  const findings = engine.suppressor.commentsOf(found).mark(toFindings(own, found));
  return new Map(findings.map((finding) => [`${finding.span.start}:${finding.span.end}`, finding]));
}

/** Texts without the quotes around them. Of a secret nothing but a digest is kept: equal ones still join, and nobody reads them. */
function valuesOf(bindings: Bindings, text: string, secret: boolean): readonly (readonly [string, string])[] {
  return [...bindings].flatMap(([name, binding]) => {
    if (!name.startsWith('$')) return [];
    const value = unquoted(binding.text ?? text.slice(binding.start, binding.end));
    return [[name, secret ? `(secret ${createHash('sha256').update(value).digest('hex').slice(0, 12)})` : value.slice(0, maxValue)] as const];
  });
}

function unquoted(text: string): string {
  return text
    .trim()
    .replace(/^["']+/, '')
    .replace(/["']+$/, '');
}
