import { expect, test } from 'vitest';
import { decodeText } from '../../../core/scan/decode.ts';

test('UTF-8 is text, without its byte order mark', () => {
  expect(decodeText(new TextEncoder().encode('\uFEFFgrüß'))).toEqual({ kind: 'text', text: 'grüß' });
});

test.each([
  ['little', [0xff, 0xfe, 0x68, 0x00, 0x69, 0x00]],
  ['big', [0xfe, 0xff, 0x00, 0x68, 0x00, 0x69]],
])('UTF-16 with a %s-endian mark is text', (_name, bytes) => {
  expect(decodeText(Uint8Array.from(bytes))).toEqual({ kind: 'text', text: 'hi' });
});

test('NUL bytes mean binary', () => {
  expect(decodeText(Uint8Array.from([0x68, 0, 0x69]))).toEqual({ kind: 'binary' });
});

test('a Latin-1 name in a comment is replaced, a file of other bytes is refused', () => {
  const mostly = new TextEncoder().encode(`${'x = 1\n'.repeat(100)}# Andr_`);
  mostly[mostly.length - 1] = 0xe9;
  expect(decodeText(mostly)).toMatchObject({ kind: 'text' });
  expect(decodeText(new Uint8Array(500).fill(0xe9))).toEqual({ kind: 'invalid-encoding' });
});
