import type { z } from 'zod';
import { quoted, quotedPath } from '../core/kernel/quoted.ts';
import type { applyFix } from '../core/scan/fix.ops.ts';
import { shortFingerprint } from '../core/scan/fingerprint.ts';
import type { proposeFix } from '../core/scan/propose.ops.ts';
import { type Compact, type Page, textSize } from './budget.ts';

type Proposal = z.output<typeof proposeFix.output>;
type Applied = z.output<typeof applyFix.output>;

const shortHash = 12;
const maxListed = 20;

/** What the fixes of a file would change: a line each, then the diff; a diff beyond the budget is left out and named. */
export function presentProposal(result: Proposal, page: Page): Compact {
  const { path, content_hash: hash, verified, fixes, left, diff, masked } = result;
  const core = {
    path: quotedPath(path),
    hash: hash.slice(0, shortHash),
    verified,
    fixes: fixes.slice(0, maxListed).map(fixLine),
    ...(left.length === 0 ? {} : { left: left.slice(0, maxListed).map((each) => `${placeOf(each)}: ${quoted(each.reason)}`) }),
    ...more(fixes.length + left.length - Math.min(fixes.length, maxListed) - Math.min(left.length, maxListed)),
    ...(masked ? { masked } : {}),
  };
  if (diff === undefined) return core;
  return textSize(core) + textSize(diff) <= page.maxTokens ? { ...core, diff } : { ...core, omitted: 'diff: larger than max_tokens; name fewer fingerprints' };
}

/** What was written, and what is left to do in the file. */
export function presentApplied(result: Applied): Compact {
  const { file_path: path, verified, applied, left, warnings, after_hash: hash, remaining_findings: remaining } = result;
  return {
    path: quotedPath(path),
    applied: applied.map(shortFingerprint),
    verified,
    ...(left.length === 0 ? {} : { left: left.map(({ fingerprint, reason }) => `${shortFingerprint(fingerprint)}: ${quoted(reason)}`) }),
    ...(warnings.length === 0 ? {} : { warnings: warnings.map((warning) => quoted(warning)) }),
    remaining,
    hash: hash.slice(0, shortHash),
  };
}

type Place = Pick<Proposal['left'][number], 'line' | 'fingerprint' | 'rule_id'>;

function placeOf({ line, fingerprint, rule_id: rule }: Place): string {
  return `:${line} ${shortFingerprint(fingerprint)} ${quoted(rule)}`;
}

function fixLine(fix: Proposal['fixes'][number]): string {
  const caution = fix.caution === undefined ? '' : `; caution: ${quoted(fix.caution)}`;
  return `${placeOf(fix)}: ${quoted(fix.title)}${fix.verified ? '' : ' (unverified)'}${caution}`;
}

function more(count: number): { readonly more?: number } {
  return count === 0 ? {} : { more: count };
}
