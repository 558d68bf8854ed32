import { describe, expect, it } from 'vitest';
import { isPlaceholder } from '../../../../core/scan/detectors/placeholder.ts';

describe('what is plainly no secret', () => {
  it.each([
    ['a word for an example', 'AKIAIOSFODNN7EXAMPLE'],
    ['a reference to the environment', '${DB_PASSWORD}'],
    ['a hole of a template', '{{ vault.password }}'],
    ['a hole in angle brackets', '<your token>'],
    ['a run of one character', 'ghp_aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa'],
    ['a sequence', 'sk_live_abcdefghijklmnop'],
    ['digits as on a keyboard', 'tok-5678901234'],
    ['two sequences in turn', 'a1b2c3d4e5f6g7h8'],
    ['a text over and over', 'k7Qmk7Qmk7Qmk7Qm'],
    ['the key of the storage emulator', 'Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoMGMw=='],
  ])('%s', (_name, value) => {
    expect(isPlaceholder(value)).toBe(true);
  });

  it.each(['q7Wm2Zk9Lr4TxB81', 'hT7-kd93Lm_Qz81', '3f9a0c71be52d86e4417', 'correct horse battery'])('but %s may be one', (value) => {
    expect(isPlaceholder(value)).toBe(false);
  });

  it('hardly ever takes random characters for a placeholder', () => {
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
    const values = Array.from({ length: 5000 }, () => Array.from({ length: 40 }, () => alphabet[Math.floor(Math.random() * 62)]).join(''));
    expect(values.filter(isPlaceholder).length).toBeLessThan(10);
  });
});
