import zlib from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { base62Checksum, hexChecksum, passesCheck } from '../../../../core/scan/detectors/token-check.ts';

const body = 'zQWBuTSOoRi4A9spHcVY5ncnsDkxkJ';

describe('checksums of tokens', () => {
  it('are those that GitHub showed when it introduced them', () => {
    expect(base62Checksum(body)).toBe('0mLq17');
    expect(passesCheck('crc32-base62', `ghp_${body}0mLq17`)).toBe(true);
    expect(passesCheck('crc32-base62', `ghp_${body}0mLq18`)).toBe(false);
  });

  it('are the CRC-32 of the whole token, lowest byte first, for Grafana', () => {
    const token = `glsa_${body}Q7`;
    const bytes = Buffer.alloc(4);
    bytes.writeUInt32LE(zlib.crc32(token));
    expect(hexChecksum(token)).toBe(bytes.toString('hex'));
    expect(passesCheck('crc32-hex', `${token}_${bytes.toString('hex')}`)).toBe(true);
    expect(passesCheck('crc32-hex', `${token}_00000000`)).toBe(false);
  });
});

describe('structures of tokens', () => {
  const encoded = (text: string) => Buffer.from(text).toString('base64url');

  it('a signed token has a header with an algorithm, and claims', () => {
    expect(passesCheck('jwt', `${encoded('{"alg":"HS256"}')}.${encoded('{"sub":"a"}')}.x`)).toBe(true);
    expect(passesCheck('jwt', `${encoded('{"typ":"JWT"}')}.${encoded('{"sub":"a"}')}.x`)).toBe(false);
    expect(passesCheck('jwt', 'eyJ.eyJ.x')).toBe(false);
  });

  it('the first part is a number, or the text a DER sequence', () => {
    expect(passesCheck('base64-number', `${encoded('571830492716384920')}.a.b`)).toBe(true);
    expect(passesCheck('base64-number', `${encoded('not a number at all')}.a.b`)).toBe(false);
    expect(passesCheck('base64-der', 'MIIEpAIBAAKCAQEA')).toBe(true);
    expect(passesCheck('base64-der', 'b3BlbnNzaC1rZXk')).toBe(false);
  });
});
