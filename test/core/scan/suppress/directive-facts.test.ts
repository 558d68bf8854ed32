import { describe, expect, it } from 'vitest';
import { readFacts, writeFacts } from '../../../../core/scan/suppress/directive-facts.ts';

describe('facts are read from the first bracket that holds nothing else', () => {
  it.each([
    ['a cache key [expires=2027-01-31 owner=anna]', 'a cache key', { expires: '2027-01-31', owner: 'anna' }],
    [
      '[justification=false-positive, requested_by=anna, approved_by=ben] escaped above',
      'escaped above',
      { justification: 'false-positive', requestedBy: 'anna', approvedBy: 'ben' },
    ],
    ['see list[i] for why', 'see list[i] for why', {}],
    ['[expires=soon] a cache key', '[expires=soon] a cache key', {}],
    ['[colour=red] a cache key', '[colour=red] a cache key', {}],
    ['[ownerless] a cache key', '[ownerless] a cache key', {}],
    ['items[] and list[i=0] are ours [owner=anna]', 'items[] and list[i=0] are ours', { owner: 'anna' }],
  ])('%s', (text, rest, facts) => {
    expect(readFacts(text)).toEqual({ rest, facts });
  });
});

describe('facts that are written behind a reason', () => {
  it.each([
    [{ owner: 'anna@example.org', expires: '2027-01-31' }, '[owner=anna@example.org expires=2027-01-31]'],
    [{ owner: 'Anna Müller', expires: '2027-01-31T12:00:00Z' }, '[owner=Anna-Müller expires=2027-01-31]'],
    [{ owner: '*/ --> ] evil', justification: 'test-code' }, '[owner=evil justification=test-code]'],
    [{ requestedBy: 'a', approvedBy: 'b' }, '[requested_by=a approved_by=b]'],
  ] as const)('%j are %s and are read again', (facts, written) => {
    const text = writeFacts('a cache key', facts);
    expect(text).toBe(`a cache key ${written}`);
    expect(writeFacts(readFacts(text).rest, readFacts(text).facts)).toBe(text);
  });

  it('are none where nothing is left of them', () => {
    expect(writeFacts('a cache key', { owner: '***' })).toBe('a cache key');
  });

  it('are looked for in time that grows with the text alone', () => {
    const begun = process.cpuUsage();
    expect(readFacts(`[${'a=b,'.repeat(50_000)}`).facts).toEqual({});
    expect(process.cpuUsage(begun).user).toBeLessThan(3_000_000);
  });
});
