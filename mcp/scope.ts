import { Failure } from '../core/kernel/failure.ts';
import type { AnyOperation } from '../core/kernel/operation.ts';

/** How many tools a client gets: what hooks need, the ten tools, or those and every other operation through a search. From few to many. */
export const profiles = ['hook', 'lite', 'full'] as const;
export type Profile = (typeof profiles)[number];

/** What a client may reach. */
export interface Scope {
  readonly profile: Profile;
  /** Nothing that writes. */
  readonly isReadOnly: boolean;
}

export const defaultScope: Scope = { profile: 'lite', isReadOnly: false };

/** The tools in the order of the list, which follows the work: before writing, after writing, at the end. */
const toolOrder = ['check', 'context', 'rules', 'explain', 'propose_fix', 'apply_fix', 'gate', 'check_package', 'suppress', 'evidence'];
const hookTools: ReadonlySet<string> = new Set(['check', 'gate', 'check_package']);

/** Operations that are tools of their own, in order. */
export function toolOperations(operations: readonly AnyOperation[], scope: Scope): readonly AnyOperation[] {
  const isWanted = ({ mcp, effect }: AnyOperation) =>
    mcp !== undefined && (scope.profile !== 'hook' || hookTools.has(mcp)) && (effect === 'read' || !scope.isReadOnly);
  return operations.filter(isWanted).toSorted((a, b) => placeOf(a) - placeOf(b));
}

function placeOf({ mcp = '' }: AnyOperation): number {
  const index = toolOrder.indexOf(mcp);
  return index < 0 ? toolOrder.length : index;
}

const profileHeader = 'x-sentrik-profile';
const readOnlyHeader = 'x-sentrik-read-only';
const words: Readonly<Record<string, boolean>> = { true: true, '1': true, '': true, false: false, '0': false };

/**
 * What a request over HTTP reaches: the server's own scope, narrowed by the query (`profile`, `read_only`) and the headers X-Sentrik-Profile and
 * X-Sentrik-Read-Only; neither can widen it. Throws `bad_request` for other words.
 */
export function narrowed(scope: Scope, { url, headers }: Pick<Request, 'url' | 'headers'>): Scope {
  const { searchParams } = new URL(url);
  const wanted = [searchParams.get('profile'), headers.get(profileHeader)].filter((word) => word !== null).map(profileNamed);
  const asked = [searchParams.get('read_only'), headers.get(readOnlyHeader)].filter((word) => word !== null).map(yesOrNo);
  const smallest = Math.min(profiles.indexOf(scope.profile), ...wanted.map((profile) => profiles.indexOf(profile)));
  return { profile: profiles[smallest] ?? scope.profile, isReadOnly: scope.isReadOnly || asked.includes(true) };
}

/** Throws `bad_request` for a word that is no profile. */
export function profileNamed(word: string): Profile {
  const profile = profiles.find((each) => each === word.toLowerCase());
  if (profile === undefined) throw new Failure('bad_request', `profile: one of ${profiles.join(', ')}`);
  return profile;
}

function yesOrNo(word: string): boolean {
  const value = words[word.toLowerCase()];
  if (value === undefined) throw new Failure('bad_request', 'read_only: true or false');
  return value;
}
