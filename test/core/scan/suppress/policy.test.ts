import { describe, expect, it } from 'vitest';
import { defaultPolicy, refusalOf } from '../../../../core/scan/suppress/policy.ts';
import type { Suppression } from '../../../../core/scan/model.ts';

const today = '2026-11-21';
const entry: Suppression = { by: 'file', reason: 'fixtures' };
const foreign: Suppression = { by: 'foreign', tool: 'bandit', reason: '' };

describe('a suppression', () => {
  it('holds to the end of its last day', () => {
    expect(refusalOf({ ...entry, expires: today }, { severity: 'high' }, { policy: defaultPolicy, today })).toBeUndefined();
    expect(refusalOf({ ...entry, expires: '2026-11-20' }, { severity: 'high' }, { policy: defaultPolicy, today })).toBe('expired');
  });

  it.each([
    [{ requestedBy: 'anna', approvedBy: 'ben' }, undefined],
    [{ requestedBy: 'anna', approvedBy: ' Anna ' }, 'not-approved'],
    [{ requestedBy: 'anna' }, 'not-approved'],
    [{ approvedBy: 'ben' }, 'not-approved'],
  ])('needs another person where the settings say so: %j', (people, because) => {
    expect(refusalOf({ ...entry, ...people }, { severity: 'low' }, { policy: { ...defaultPolicy, needsApproval: true }, today })).toBe(because);
  });

  it('in a comment reaches up to the severity of the settings, an entry any', () => {
    const policy = { ...defaultPolicy, inlineUpTo: 'high' } as const;
    expect(refusalOf({ by: 'inline', reason: 'x' }, { severity: 'critical' }, { policy, today })).toBe('too-severe');
    expect(refusalOf({ by: 'inline', reason: 'x' }, { severity: 'high' }, { policy, today })).toBeUndefined();
    expect(refusalOf(entry, { severity: 'critical' }, { policy, today })).toBeUndefined();
  });

  it('in a comment for another tool counts as the settings say', () => {
    const said = (by: 'honour' | 'with-reason' | 'ignore', reason = '') =>
      refusalOf({ ...foreign, reason }, { severity: 'high' }, { policy: { ...defaultPolicy, foreign: by }, today });
    expect([said('honour'), said('with-reason'), said('with-reason', 'a constant'), said('ignore', 'a constant')]).toEqual([
      undefined,
      'ignored',
      undefined,
      'ignored',
    ]);
  });
});
