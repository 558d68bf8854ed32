/** What a token says of itself that can be calculated: a wrong one was never given out by its provider. */
export const tokenChecks = ['crc32-base62', 'crc32-hex', 'jwt', 'base64-number', 'base64-der'] as const;
export type TokenCheck = (typeof tokenChecks)[number];

const base62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const crcTable = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit += 1) value = value & 1 ? (value >>> 1) ^ 0xed_b8_83_20 : value >>> 1;
  return value;
});

/** Whether a token carries the checksum or the structure of its format. */
export function passesCheck(check: TokenCheck, token: string): boolean {
  switch (check) {
    case 'crc32-base62':
      return hasBase62Checksum(token);
    case 'crc32-hex':
      return hasHexChecksum(token);
    case 'jwt':
      return isJwt(token);
    case 'base64-number':
      return /^\d{17,20}$/.test(decode(token.split('.')[0] ?? ''));
    case 'base64-der':
      return decode(token.replaceAll(/\s/g, '').slice(0, 8)).charCodeAt(0) === 0x30;
    default:
      return check satisfies never;
  }
}

/** The last 6 digits of a token: the CRC-32 of what stands between the prefix and them, as GitHub and npm write it. */
export function base62Checksum(body: string): string {
  let rest = crc32(body);
  let digits = '';
  for (let index = 0; index < 6; index += 1) {
    digits = base62.charAt(rest % 62) + digits;
    rest = Math.floor(rest / 62);
  }
  return digits;
}

/** The CRC-32 of a token with its prefix, lowest byte first, as Grafana writes it. */
export function hexChecksum(body: string): string {
  const hex = crc32(body).toString(16).padStart(8, '0');
  return (hex.match(/../g) ?? []).toReversed().join('');
}

function hasBase62Checksum(token: string): boolean {
  const body = token.slice(token.indexOf('_') + 1);
  return base62Checksum(body.slice(0, -6)) === body.slice(-6);
}

function hasHexChecksum(token: string): boolean {
  const at = token.lastIndexOf('_');
  return hexChecksum(token.slice(0, at)) === token.slice(at + 1);
}

/** The header names an algorithm and the claims are an object. */
function isJwt(token: string): boolean {
  const [header = '', claims = ''] = token.split('.');
  return /^\{.*"alg"\s*:\s*"[A-Za-z0-9+-]{2,20}".*\}$/s.test(decode(header)) && /^\{.*\}$/s.test(decode(claims));
}

function decode(text: string): string {
  return Buffer.from(text, 'base64').toString('latin1');
}

function crc32(text: string): number {
  let value = 0xff_ff_ff_ff;
  for (const byte of Buffer.from(text, 'latin1')) value = (crcTable[(value ^ byte) & 255] ?? 0) ^ (value >>> 8);
  return (value ^ 0xff_ff_ff_ff) >>> 0;
}
