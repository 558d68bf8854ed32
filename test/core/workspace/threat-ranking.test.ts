import { describe, expect, it } from 'vitest';
import { threatProfile } from '../../../core/workspace/threat-profile.ts';
import { openThreatRanking } from '../../../core/workspace/threat-ranking.ts';

const profile = threatProfile.parse({
  entry_points: [
    { name: 'shop api', kind: 'http', exposure: 'internet', authentication: 'none', paths: ['src/api/**'] },
    { name: 'import', kind: 'cli', exposure: 'local', authentication: 'none', paths: ['src/import/**'] },
    { name: 'partner api', exposure: 'partners', paths: ['src/api/partner/**'] },
  ],
  assets: [{ name: 'orders', importance: 'critical', paths: ['src/**/orders*'] }],
  data_classes: [{ name: 'cards', level: 'restricted', paths: ['src/api/pay/**'] }],
  out_of_scope: [{ paths: ['test/**'], reason: 'no product code' }],
});
const rank = openThreatRanking(profile);

describe('findings are ranked by a threat profile', () => {
  it('as their severity says where the profile says nothing', () => {
    expect(rank({ path: 'lib/a.ts', severity: 'high' })).toEqual({ priority: 55, reasons: [] });
    expect(openThreatRanking(threatProfile.parse({}))({ path: 'src/api/a.ts', severity: 'info' })).toEqual({ priority: 0, reasons: [] });
  });

  it('higher where strangers reach them and where more is lost, up to 100', () => {
    expect(rank({ path: 'src/api/orders.ts', severity: 'medium' })).toEqual({
      priority: 60,
      reasons: ['entry point shop api (internet, no sign-in)', 'asset orders (critical)'],
    });
    expect(rank({ path: 'src/api/pay/orders.ts', severity: 'critical' }).priority).toBe(100);
  });

  it('by the weightiest entry point alone, and not for one that only this machine reaches', () => {
    expect(rank({ path: 'src/api/partner/x.ts', severity: 'low' })).toEqual({ priority: 32, reasons: ['entry point shop api (internet, no sign-in)'] });
    expect(rank({ path: 'src/import/x.ts', severity: 'low' })).toEqual({ priority: 15, reasons: [] });
  });

  it('and say why they are out of scope', () => {
    expect(rank({ path: 'test/a.ts', severity: 'critical' })).toMatchObject({ outOfScope: 'no product code' });
    expect(rank({ path: 'src/test.ts', severity: 'critical' }).outOfScope).toBeUndefined();
  });
});
