import { gzipSync } from 'node:zlib';
import { zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { readArchive, writeArchive } from '../../../../core/scan/pack-files/archive.ts';
import { readPackFiles } from '../../../../core/scan/pack-files/pack-file.ts';
import { fc } from '../../../support/property.ts';

const bytes = (text: string) => new TextEncoder().encode(text);
const head = 'id: ours\nname: Ours\n';
const files = [
  { path: 'deep/er/rule.yaml', text: 'rules: []\n' },
  { path: 'pack.yaml', text: head },
];

/** A tar entry with any name, type and size, whether or not that makes sense. */
function tarEntry(name: string, type = '0', content = ''): Uint8Array {
  const entry = new Uint8Array(512 + Math.ceil(content.length / 512) * 512);
  const put = (text: string, at: number) => entry.set(bytes(text), at);
  put(name, 0);
  put(`${content.length.toString(8).padStart(11, '0')}\0`, 124);
  put('        ', 148);
  put(type, 156);
  put('ustar\u000000', 257);
  const sum = entry.slice(0, 512).reduce((total, byte) => total + byte, 0);
  put(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  put(content, 512);
  return entry;
}

const tarOf = (...entries: readonly Uint8Array[]) => new Uint8Array([...entries.flatMap((entry) => [...entry]), ...new Array<number>(1024).fill(0)]);

describe('an archive of a pack', () => {
  it.each(['zip', 'tar.gz'] as const)('as %s is the same for the same files, and reads as it was written', (format) => {
    const archive = writeArchive(format, 'ours', files);
    expect(writeArchive(format, 'ours', files.toReversed())).toEqual(archive);
    expect(readPackFiles(readArchive(archive) ?? [])).toEqual(files);
  });

  it('holds any text under any path', () => {
    const name = fc.stringMatching(/^[a-z0-9_-]{1,30}$/);
    const path = fc.array(name, { minLength: 1, maxLength: 4 }).map((parts) => `${parts.join('/')}.yaml`);
    fc.assert(
      fc.property(fc.uniqueArray(fc.record({ path, text: fc.string({ unit: 'grapheme', maxLength: 700 }) }), { selector: (file) => file.path }), (random) => {
        const all = [...random.filter(({ path: own }) => own !== 'pack.yaml'), { path: 'pack.yaml', text: head }];
        const sorted = all.map(({ path: own, text }) => ({ path: own, text: text.replace(/^\uFEFF/, '') })).toSorted((a, b) => (a.path < b.path ? -1 : 1));
        for (const format of ['zip', 'tar.gz'] as const) expect(readPackFiles(readArchive(writeArchive(format, 'p', sorted)) ?? [])).toEqual(sorted);
      }),
      { numRuns: 50 },
    );
  });

  it('is told from other files by its first bytes', () => {
    expect(readArchive(bytes('pack: {id: a}'))).toBeUndefined();
    expect(readArchive(new Uint8Array())).toBeUndefined();
  });
});

describe('a hostile archive', () => {
  const refusal = (archive: Uint8Array) => {
    try {
      return readPackFiles(readArchive(archive) ?? []).map(({ path }) => path);
    } catch (thrown) {
      return String(thrown);
    }
  };

  it.each(['../out.yaml', 'a/../../out.yaml', '/etc/out.yaml', 'C:/out.yaml', 'a\\..\\out.yaml', 'a//b.yaml', 'nul\u0001.yaml', `${'d/'.repeat(9)}x.yaml`])(
    'with the path %j is refused, as zip and as tar',
    (path) => {
      expect(refusal(zipSync({ [path]: bytes('x'), 'pack.yaml': bytes(head) }))).toContain('path');
      expect(refusal(tarOf(tarEntry(path, '0', 'x'), tarEntry('pack.yaml', '0', head)))).toContain('path');
    },
  );

  it.each(['1', '2', '3', '4', '6'])('with a tar entry of type %s, a link or a device, is refused', (type) => {
    expect(refusal(tarOf(tarEntry('pack.yaml', '0', head), tarEntry('link.yaml', type)))).toContain('plain files');
  });

  it('that grows beyond the limit is not unpacked', () => {
    const zeros = new Uint8Array(40_000_000);
    expect(refusal(gzipSync(zeros))).toContain('larger than 16 MB');
    expect(refusal(zipSync({ 'a.yaml': zeros }))).toContain('larger than 16 MB');
    const many = Object.fromEntries(Array.from({ length: 5000 }, (_unused, index) => [`${index}.yaml`, bytes('x')]));
    expect(refusal(zipSync(many))).toContain('more than 2000 files');
  });

  it('that is cut off, bent, or has paths twice is refused', () => {
    const zip = writeArchive('zip', 'ours', files);
    expect(refusal(zip.slice(0, 60))).toContain('damaged');
    expect(refusal(gzipSync(new Uint8Array(700).fill(7)))).toContain('damaged');
    expect(refusal(gzipSync(bytes('x')).subarray(0, 12))).toContain('damaged');
    expect(refusal(tarOf(tarEntry('pack.yaml', '0', head), tarEntry('A.yaml', '0', 'x'), tarEntry('a.yaml', '0', 'x')))).toContain('several files');
    expect(refusal(zipSync({ 'pack.yaml': new Uint8Array([0xff, 0xfe, 0x00]) }))).toContain('not UTF-8');
  });

  it('of random bytes after a true beginning never throws anything but a refusal', () => {
    const starts = [[0x50, 0x4b, 3, 4], [0x1f, 0x8b, 8, 0], [...tarEntry('pack.yaml', '0', head)]];
    fc.assert(
      fc.property(fc.constantFrom(...starts), fc.uint8Array({ maxLength: 2000 }), (start, rest) => {
        const told = refusal(new Uint8Array([...start, ...rest]));
        expect(Array.isArray(told) || told.startsWith('Error') || told.includes('Failure')).toBe(true);
        expect(String(told)).not.toMatch(/TypeError|RangeError/);
      }),
    );
  });
});

describe('the folder of a pack in an archive', () => {
  it('is that of its pack.yaml, without hidden files and those of desktops', () => {
    const archive = zipSync({
      'readme.md': bytes('x'),
      '__MACOSX/._pack.yaml': new Uint8Array([0xff]),
      '.config/ours/pack.yaml': bytes(head),
      '.config/ours/rule.yaml': bytes('rules: []'),
      '.config/ours/.git/index': new Uint8Array([0xff]),
    });
    expect(readPackFiles(readArchive(archive) ?? []).map(({ path }) => path)).toEqual(['pack.yaml', 'rule.yaml']);
  });

  it('must be one', () => {
    const two = zipSync({ 'a/pack.yaml': bytes(head), 'b/pack.yaml': bytes(head) });
    expect(() => readPackFiles(readArchive(two) ?? [])).toThrow('several packs');
    expect(() => readPackFiles(readArchive(zipSync({ 'a.txt': bytes('x') })) ?? [])).toThrow('no pack.yaml');
  });
});
