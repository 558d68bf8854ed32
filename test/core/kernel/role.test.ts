import { describe, expect, it } from 'vitest';
import { mayRun } from '../../../core/kernel/operation.ts';
import { type Needs, type Role, roles } from '../../../core/kernel/role.ts';

const allowed = (needs: Needs) => roles.filter((role) => mayRun(needs, { access: 'member', role }));

describe('a role', () => {
  it.each<readonly [Needs, readonly Role[]]>([
    [{ access: 'public', effect: 'write' }, roles],
    [{ access: 'auditor', effect: 'read' }, ['admin', 'security-lead', 'developer', 'viewer']],
    [{ access: 'member', effect: 'read' }, ['admin', 'security-lead', 'developer', 'viewer']],
    [{ access: 'member', effect: 'write' }, ['admin', 'security-lead', 'developer']],
    [{ access: 'admin', effect: 'write' }, ['admin']],
    [{ access: 'operator', effect: 'read' }, []],
    [{ access: 'member', effect: 'write', permission: 'scan' }, ['admin', 'security-lead', 'developer', 'agent']],
    [{ access: 'member', effect: 'write', permission: 'own' }, roles],
    [{ access: 'admin', effect: 'write', permission: 'packs:manage' }, ['admin', 'security-lead']],
  ])('may do %j as %j', (needs, holders) => {
    expect(allowed(needs)).toEqual(holders);
  });

  it('gives no right over the installation, which the level operator gives alone', () => {
    const needs: Needs = { access: 'operator', effect: 'destroy' };
    expect(mayRun(needs, { access: 'operator', role: 'security-lead' })).toBe(true);
    expect(mayRun(needs, { access: 'admin', role: 'admin' })).toBe(false);
    expect(mayRun({ access: 'admin', effect: 'write' }, { access: 'operator', role: 'security-lead' })).toBe(false);
  });

  it('does not lift an agent over its own level', () => {
    const settings: Needs = { access: 'admin', effect: 'write', permission: 'config:edit' };
    expect(mayRun(settings, { access: 'admin', role: 'admin', via: 'token' })).toBe(true);
    expect(mayRun(settings, { access: 'member', role: 'admin', via: 'agent' })).toBe(false);
    expect(mayRun({ access: 'member', effect: 'write' }, { access: 'member', role: 'viewer', via: 'agent' })).toBe(false);
  });

  it('is not asked of callers without one', () => {
    expect(mayRun({ access: 'member', effect: 'write', permission: 'config:edit' }, { access: 'member' })).toBe(true);
    expect(mayRun({ access: 'admin', effect: 'write' }, { access: 'member' })).toBe(false);
  });
});
