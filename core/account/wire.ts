import { createHash } from 'node:crypto';
import { z } from 'zod';
import { roles } from '../kernel/role.ts';
import { scopesOfRole } from '../kernel/scope.ts';
import { scopesOf } from './principal.ts';
import type { SignedIn } from './sign-in.ts';
import type { Tokens } from './sign-ins.ts';
import type { ApiKeyRow } from './tables.ts';
import { groupsOf, mainSlug } from './workspaces.ts';

export const emailAddress = z.string().trim().toLowerCase().max(254).pipe(z.email());

/** What a sign-in takes. What is no address at all is refused like a wrong one. */
export const credentials = z.object({
  email: z.string().trim().toLowerCase().min(1).max(254),
  password: z.string().min(1).max(1024),
});

export const tokenPair = z.object({
  access_token: z.string(),
  refresh_token: z.string().meta({ description: 'Good once, for the next pair' }),
  token_type: z.literal('bearer'),
  expires_in: z.number().int().meta({ description: 'Seconds that the access token counts' }),
}) satisfies z.ZodType<Tokens>;

export const profile = z.object({
  id: z.string(),
  email: z.string(),
  name: z.string(),
  role: z.enum(roles),
  groups: z.array(z.string()).meta({ description: 'user, and operator or root for those who run the installation' }),
  permissions: z.array(z.string()).meta({ description: 'What the role may do in the workspace, in the words that limit an API key' }),
  workspace: z.object({
    id: z.string(),
    name: z.string(),
    is_main: z.boolean().meta({ description: "Whether the project that the server was started in is this workspace's" }),
  }),
  created_at: z.string(),
});

export const apiKey = z.object({
  id: z.string(),
  name: z.string(),
  kind: z.string(),
  hint: z.string().meta({ description: 'How the key ends' }),
  scopes: z.array(z.string()),
  created_at: z.string(),
  last_used_at: z.string().nullable(),
  expires_at: z.string().nullable(),
});

/** Somebody as the API tells of them. */
export function toProfile({ account, workspace, role }: SignedIn): z.output<typeof profile> {
  const { id, email, name, created_at } = account;
  return {
    ...{ id, email, name, role, groups: [...groupsOf(role, workspace)], permissions: [...scopesOfRole(role)], created_at },
    workspace: { id: workspace.id, name: workspace.name, is_main: workspace.slug === mainSlug },
  };
}

/** A key as the API tells of it, without the key. */
export function toApiKey(row: ApiKeyRow): z.output<typeof apiKey> {
  const { id, name, kind, hint, created_at, last_used_at, expires_at } = row;
  return { id, name, kind, hint, scopes: [...scopesOf(row)], created_at, last_used_at, expires_at };
}

/**
 * What the audit trail says of the account that somebody tries to enter: a fingerprint of the address, by which attempts on one account are seen
 * to belong together. Not the text, because people type passwords into the wrong field.
 */
export function accountFingerprint(email: string): string {
  return createHash('sha256').update(`sentrik account ${email}`, 'utf8').digest('hex').slice(0, 16);
}
