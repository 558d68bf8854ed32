import type { Access } from './context.ts';

/** What somebody is in a workspace, from the most rights to the fewest; an agent may scan and ask the gate, and little else. */
export const roles = ['admin', 'security-lead', 'developer', 'viewer', 'agent'] as const;
export type Role = (typeof roles)[number];

/** Which roles hold a permission. */
export const permissions = {
  /** One's own account: profile, keys, sign-out. */
  own: roles,
  scan: ['admin', 'security-lead', 'developer', 'agent'],
  gate: ['admin', 'security-lead', 'developer', 'agent'],
  reconcile: ['admin', 'security-lead'],
  'config:read': ['admin', 'security-lead', 'developer'],
  'config:edit': ['admin'],
  'findings:read': roles,
  'findings:write': ['admin', 'security-lead'],
  'audit:read': ['admin', 'security-lead', 'viewer'],
  'packs:read': ['admin', 'security-lead', 'developer', 'viewer'],
  'packs:manage': ['admin', 'security-lead'],
  'approval:request': ['admin', 'security-lead', 'developer', 'agent'],
  'approval:review': ['admin', 'security-lead'],
  'vault:read': ['admin', 'security-lead'],
} as const satisfies Readonly<Record<string, readonly Role[]>>;
export type Permission = keyof typeof permissions;

/** What an operation asks of its caller. */
export interface Needs {
  readonly access: Access;
  readonly effect: 'read' | 'write' | 'destroy';
  readonly permission?: Permission;
}

/**
 * Whether a role may do something in its workspace: by the permission where one is named, else by access. Reading is for everybody but agents, writing
 * not for viewers. What concerns the whole installation needs the level `operator` besides the role, so that `access` is the caller's own.
 */
export function roleMay(role: Role, access: Access, needs: Needs): boolean {
  if (needs.access === 'public') return true;
  if (needs.access === 'operator') return access === 'operator';
  if (needs.permission !== undefined) return holdersOf(needs.permission).includes(role);
  if (needs.access === 'admin') return role === 'admin';
  return role !== 'agent' && (needs.effect === 'read' || role !== 'viewer');
}

function holdersOf(permission: Permission): readonly Role[] {
  return permissions[permission];
}
