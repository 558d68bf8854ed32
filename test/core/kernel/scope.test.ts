import { describe, expect, it } from 'vitest';
import { mayRun } from '../../../core/kernel/operation.ts';
import { type Needs, permissions, roles } from '../../../core/kernel/role.ts';
import { keyScopes, scopesCover, scopesOfRole } from '../../../core/kernel/scope.ts';

describe('the scopes of a key', () => {
  it.each<readonly [Needs, readonly string[]]>([
    [{ access: 'member', effect: 'read' }, ['read']],
    [{ access: 'auditor', effect: 'read' }, ['read']],
    [{ access: 'operator', effect: 'read' }, ['read', 'admin']],
    [{ access: 'member', effect: 'write' }, ['write']],
    [{ access: 'member', effect: 'destroy' }, ['write']],
    [{ access: 'admin', effect: 'write' }, ['admin']],
    [{ access: 'operator', effect: 'destroy' }, ['admin']],
    [{ access: 'member', effect: 'write', permission: 'scan' }, ['scan']],
    [{ access: 'member', effect: 'read', permission: 'scan' }, ['read', 'scan']],
    [{ access: 'admin', effect: 'write', permission: 'config:edit' }, ['config:edit']],
    [{ access: 'member', effect: 'read', permission: 'own' }, ['read']],
    [{ access: 'member', effect: 'write', permission: 'own' }, []],
  ])('cover %j as %j, each alone', (needs, covering) => {
    expect(keyScopes.filter((scope) => scopesCover([scope], needs))).toEqual(covering);
    expect(scopesCover(keyScopes, needs)).toBe(covering.length > 0);
  });

  it('are the general ones and every permission but that over the key itself', () => {
    expect([...keyScopes].sort()).toEqual(['read', 'write', 'admin', ...Object.keys(permissions).filter((name) => name !== 'own')].sort());
  });

  it('take rights away and give none', () => {
    const needs: Needs = { access: 'admin', effect: 'write' };
    expect(mayRun(needs, { access: 'admin', role: 'admin', scopes: ['admin'] })).toBe(true);
    expect(mayRun(needs, { access: 'admin', role: 'admin', scopes: ['write'] })).toBe(false);
    expect(mayRun(needs, { access: 'member', role: 'developer', scopes: ['admin'] })).toBe(false);
    expect(mayRun({ access: 'member', effect: 'read' }, { access: 'admin', role: 'admin', scopes: ['a scope of a later version'] })).toBe(false);
  });

  it('also tell what a role may do: an administrator all of it, a viewer only reads', () => {
    expect([...scopesOfRole('admin')].sort()).toEqual([...keyScopes].sort());
    expect(scopesOfRole('viewer')).toEqual(['read', 'findings:read', 'audit:read', 'packs:read']);
    expect(roles.filter((role) => scopesOfRole(role).includes('write'))).toEqual(['admin', 'security-lead', 'developer']);
    expect(scopesOfRole('agent')).not.toContain('read');
  });
});
