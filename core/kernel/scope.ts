import { type Needs, type Permission, permissions, type Role, roleMay } from './role.ts';

const general = ['read', 'write', 'admin'] as const;
type Ordinary = Exclude<Permission, 'own'>;
const ordinary = Object.keys(permissions).filter((name): name is Ordinary => name !== 'own');

/**
 * What a key can be limited to: `read` is all that changes nothing, a permission's name all that needs it, `write` what members change without a permission
 * of its own, and `admin` what administrators and operators do. Whatever a key may, the role of its owner limits it besides.
 */
export const keyScopes: readonly string[] = [...general, ...ordinary];

const generalNeeds: Readonly<Record<(typeof general)[number], Needs>> = {
  read: { access: 'member', effect: 'read' },
  write: { access: 'member', effect: 'write' },
  admin: { access: 'admin', effect: 'write' },
};

/** What a role may do in its workspace, in the words of `keyScopes`. */
export function scopesOfRole(role: Role): readonly string[] {
  const broad = general.filter((name) => roleMay(role, 'member', generalNeeds[name]));
  return [...broad, ...ordinary.filter((permission) => roleMay(role, 'member', { access: 'member', effect: 'write', permission }))];
}

/** Whether a credential with these scopes, at least one, covers something. Managing one's own credentials needs one without scopes, so that no key makes a stronger one. */
export function scopesCover(scopes: readonly string[], { access, effect, permission }: Needs): boolean {
  if (access === 'public') return true;
  if (permission === 'own') return effect === 'read' && scopes.includes('read');
  if (effect === 'read' && scopes.includes('read')) return true;
  if (permission !== undefined) return scopes.includes(permission);
  if (access === 'admin' || access === 'operator') return scopes.includes('admin');
  return effect !== 'read' && scopes.includes('write');
}
