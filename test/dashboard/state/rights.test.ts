import { expect, it } from 'vitest';
import { scopesOfRole } from '../../../core/kernel/scope.ts';
import { type Role, roles } from '../../../core/kernel/role.ts';
import { denialOf, isForeign } from '../../../dashboard/state/rights.ts';
import type { Membership } from '../../../dashboard/state/account.ts';

function member(role: Role, isMain = true): Membership {
  const workspace = { id: 'ws_a', name: 'A', is_main: isMain };
  const user = { id: 'usr_a', email: 'a@example.org', name: 'A', role, groups: ['user'], permissions: [...scopesOfRole(role)], workspace, created_at: '' };
  return { kind: 'signed-in', user };
}

it('tells whoever may not do something why, by what the server says of the role', () => {
  const denied = (right: 'write' | 'scan') => roles.filter((role) => denialOf(member(role), right) !== undefined);
  expect(denied('write')).toEqual(['viewer', 'agent']);
  expect(denied('scan')).toEqual(['viewer']);
  expect(denialOf(member('viewer'), 'scan')).toBe('Your role, viewer, may not start or stop scans in this workspace.');
});

it('holds back nobody where the server has no accounts', () => {
  expect(denialOf({ kind: 'absent' }, 'write')).toBeUndefined();
  expect([isForeign({ kind: 'absent' }), isForeign(member('admin')), isForeign(member('admin', false))]).toEqual([false, false, true]);
});
