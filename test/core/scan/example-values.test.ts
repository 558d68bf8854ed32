import { expect, it } from 'vitest';
import { passesCheck } from '../../../core/scan/detectors/token-check.ts';
import { spellOut } from '../../../core/scan/example-values.ts';

it('writes placeholders of examples out, the same at every call', () => {
  const example = { bad: 'key = <12 of a-f0-9>.<4 of A-Z_->', lines: [1] };
  expect(spellOut(example).bad).toMatch(/^key = [a-f0-9]{12}\.[A-Z_-]{4}$/);
  expect(spellOut(example)).toEqual(spellOut(example));
  expect(spellOut(example).lines).toEqual([1]);
});

it('gives tokens the checksum of their format', () => {
  const { bad = '', good = '' } = spellOut({ bad: 'ghp_<30 of A-Za-z0-9><crc32 in base62>', good: 'glsa_<32 of A-Za-z0-9>_<crc32 in hex>' });
  expect(passesCheck('crc32-base62', bad)).toBe(true);
  expect(passesCheck('crc32-hex', good)).toBe(true);
});

it('leaves other texts as they are', () => {
  const markup = { bad: '<p>36 of them</p> List<String> <3 apples>', good: 'a < 3 of b > c' };
  expect(spellOut(markup)).toEqual(markup);
});
