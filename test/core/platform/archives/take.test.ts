import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { type SourceLimits, sourceLimits, type TakenSource } from '../../../../core/kernel/sources.ts';
import { takeArchive } from '../../../../core/platform/archives/take.ts';
import { overlapped, type PackedEntry, packTar, packTarGz, packZip } from '../../../support/archives.ts';
import { keptBlobs } from '../../../support/kept-blobs.ts';

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'sentrik-archives-'));
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

async function take(archive: Buffer, limits: Partial<SourceLimits> = {}): Promise<TakenSource & { readonly texts: Readonly<Record<string, string>> }> {
  const { taken, blobs } = await taking(archive, limits);
  const source = await taken;
  return { ...source, texts: Object.fromEntries(source.files.map((file) => [file.path, blobs.contents.get(file.blob)?.toString('utf8') ?? ''])) };
}

async function taking(archive: Buffer, limits: Partial<SourceLimits>, signal = new AbortController().signal) {
  const file = path.join(folder, 'archive');
  fs.writeFileSync(file, archive);
  const blobs = keptBlobs();
  return { blobs, taken: takeArchive(file, { blobs, limits: { ...sourceLimits, ...limits }, signal }) };
}

/** The refusal of an archive; nothing of it may have been written. */
async function refusal(archive: Buffer, limits: Partial<SourceLimits> = {}): Promise<string> {
  const { taken, blobs } = await taking(archive, limits);
  const said = await taken.then(
    () => 'taken',
    (error: unknown) => (error instanceof Error && 'code' in error ? `${String(error.code)}: ${error.message}` : String(error)),
  );
  expect(blobs.contents.size).toBe(0);
  return said;
}

const formats: readonly (readonly [string, (entries: readonly PackedEntry[]) => Buffer])[] = [
  ['zip', packZip],
  ['tar', packTar],
  ['tar.gz', packTarGz],
];

describe.each(formats)('a %s archive', (format, pack) => {
  it('gives its files by path, with the bit that makes them programs', async () => {
    const source = await take(
      pack([
        { name: 'src/', type: 'Directory' },
        { name: 'src/b.ts', content: 'b' },
        { name: 'run.sh', content: 'echo', mode: 0o755 },
        { name: 'empty', content: '' },
        { name: './src/a.ts', content: 'a'.repeat(2_000_000) },
      ]),
    );
    expect(source.files.map(({ path: name, size, mode }) => [name, size, mode])).toEqual([
      ['empty', 0, '100644'],
      ['run.sh', 4, '100755'],
      ['src/a.ts', 2_000_000, '100644'],
      ['src/b.ts', 1, '100644'],
    ]);
    expect([source.texts['src/b.ts'], source.texts['src/a.ts']?.length, source.skipped]).toEqual(['b', 2_000_000, []]);
  });

  it('keeps names in any script, and long ones', async () => {
    const names = ['日本語/ファイル.py', 'grüße.txt', 'emoji-🚀.md', `${'deep/'.repeat(40)}end.c`, 'space in name', "quo'te"];
    const source = await take(pack(names.map((name) => ({ name, content: name }))));
    expect(Object.entries(source.texts).map(([name, text]) => name === text)).toEqual(names.map(() => true));
    expect(source.files.map((file) => file.path)).toEqual(names.toSorted((a, b) => (a < b ? -1 : 1)));
  });

  it.each(['../evil', 'a/../../evil', '/etc/passwd', 'C:/windows/evil', '..\\evil', 'a\\b', 'a/..'])('is refused whole for the name %j', async (name) => {
    const said = await refusal(
      pack([
        { name: 'good.txt', content: 'good' },
        { name, content: 'evil' },
      ]),
    );
    expect(said).toMatch(/^invalid_input: (The name .* (is an absolute path|leads outside|has a backslash)|A name in the archive)/);
  });

  it.each(['../../outside', '/etc/passwd', 'a/../../../up'])('is refused for a link to %j', async (target) => {
    const said = await refusal(
      pack([
        { name: 'a/x', content: 'x' },
        { name: 'a/link', type: 'SymbolicLink', target },
      ]),
    );
    expect(said).toMatch(/^invalid_input: The name a\/link is a link that leads outside/);
  });

  it('leaves out links that stay inside, and says so', async () => {
    const source = await take(
      pack([
        { name: 'a/x', content: 'x' },
        { name: 'a/link', type: 'SymbolicLink', target: '../b/./y' },
      ]),
    );
    expect([source.texts, source.skipped]).toEqual([{ 'a/x': 'x' }, [{ path: 'a/link', reason: 'link' }]]);
  });

  it('leaves out git`s own folder', async () => {
    const source = await take(
      pack([
        { name: 'app/.git/config', content: 'token' },
        { name: 'app/.gitignore', content: 'out' },
      ]),
    );
    expect([source.texts, source.skipped]).toEqual([{ 'app/.gitignore': 'out' }, [{ path: 'app/.git/config', reason: 'repository_data' }]]);
  });

  it('is refused for devices and pipes', async () => {
    expect(await refusal(pack([{ name: 'dev/null', type: 'CharacterDevice' }]))).toContain('is a device or another special file');
    expect(await refusal(pack([{ name: 'pipe', type: 'FIFO' }]))).toContain('is a device or another special file');
  });

  it('is refused for a name that is both a file and a folder, in either order', async () => {
    const both = [
      { name: 'a/b', content: '1' },
      { name: 'a', content: '2' },
    ] as const;
    expect(await refusal(pack(both))).toContain('is both a file and a folder');
    expect(await refusal(pack(both.toReversed()))).toContain('is both a file and a folder');
  });

  it('may have as many entries and bytes as the limits say, and not one more', async () => {
    const entries = Array.from({ length: 10 }, (_, index) => ({ name: `f${index}`, content: 'x'.repeat(100) }));
    expect((await take(pack(entries), { entries: 10, unpackedBytes: 1000, fileBytes: 100 })).files).toHaveLength(10);
    expect(await refusal(pack(entries), { entries: 9 })).toBe('too_large: The source has more than 9 entries');
    expect(await refusal(pack(entries), { unpackedBytes: 999 })).toBe('too_large: The files are larger than 999 bytes together');
    expect(await refusal(pack(entries), { fileBytes: 99 })).toBe('too_large: f0 is larger than 99 bytes');
  });

  it('is refused at every place where it can be cut off', async () => {
    const whole = pack([
      { name: 'a.txt', content: Buffer.from(Array.from({ length: 3000 }, (_, index) => (index * 7919) % 251)) },
      { name: 'b.txt', content: 'b'.repeat(700) },
    ]);
    const ends = format === 'tar' ? whole.length - 2 * 512 : whole.length;
    for (let share = 1; share <= 9; share += 1) {
      const said = await refusal(whole.subarray(0, Math.floor((ends * share) / 10) - 1));
      expect({ share, said }).toEqual({ share, said: expect.stringMatching(/^(invalid_input: .*(damaged|cut off)|unsupported)/) as string });
    }
  });

  it('stops when it is told to', async () => {
    const { taken, blobs } = await taking(pack([{ name: 'a', content: 'a' }]), {}, AbortSignal.abort());
    await expect(taken).rejects.toMatchObject({ code: 'cancelled' });
    expect(blobs.contents.size).toBe(0);
  });
});

describe('bombs', () => {
  const zeros = Buffer.alloc(45_000_000);

  it('are refused by how much they grow, zipped or gzipped', async () => {
    const entries = [
      { name: 'a', content: zeros },
      { name: 'b', content: zeros },
    ];
    expect(await refusal(packZip(entries, 9))).toBe('too_large: The files are more than 100 times larger than the archive');
    expect(await refusal(packTarGz(entries))).toBe('too_large: The files are more than 100 times larger than the archive');
  });

  it('are refused when files share their bytes', async () => {
    const zip = packZip(Array.from({ length: 20 }, (_, index) => ({ name: `file${index}`, content: 'same bytes for all' })));
    expect(await refusal(overlapped(zip))).toBe('invalid_input: Files of the archive overlap');
  });

  it('are refused for too many entries by what the directory of a zip says of itself, before anything else of it is read', async () => {
    const zip = packZip(Array.from({ length: 20 }, (_, index) => ({ name: `file${index}`, content: 'same bytes for all' })));
    expect(await refusal(overlapped(zip), { entries: 19 })).toBe('too_large: The source has more than 19 entries');
  });

  it('are not unpacked when they are nested: an archive in an archive is a file', async () => {
    const inner = packZip([{ name: 'deeper.zip', content: packZip([{ name: 'zeros', content: zeros }], 9) }]);
    const source = await take(packZip([{ name: 'inner.zip', content: inner }]));
    expect(source.files.map(({ path: name, size }) => [name, size])).toEqual([['inner.zip', inner.length]]);
  });

  it('are found when they lie about their size', async () => {
    const zip = packZip([{ name: 'lies.txt', content: 'x'.repeat(5000) }]);
    const at = zip.indexOf(Buffer.from('PK\u0001\u0002', 'latin1'));
    zip.writeUInt32LE(10, at + 24);
    expect(await refusal(zip)).toContain('damaged');
  });

  it('of 50,001 entries are refused', async () => {
    const many = Array.from({ length: 50_001 }, (_, index) => ({ name: `d${index % 100}/f${index}` }));
    expect(await refusal(packTarGz(many))).toBe('too_large: The source has more than 50000 entries');
  });
});

describe('an archive of tar', () => {
  it.each(['tab\tname', 'line\nname'])('is refused for the control character in %j', async (name) => {
    expect(await refusal(packTar([{ name }]))).toContain('has a backslash or a control character');
  });

  it('has the later file of two with one name', async () => {
    const source = await take(
      packTar([
        { name: 'a', content: 'old' },
        { name: 'a', content: 'new' },
      ]),
    );
    expect(source.texts).toEqual({ a: 'new' });
  });

  it('leaves out hard links inside and is refused for others', async () => {
    const file = { name: 'a/x', content: 'x' };
    expect((await take(packTar([file, { name: 'b/y', type: 'Link', target: 'a/x' }]))).skipped).toEqual([{ path: 'b/y', reason: 'link' }]);
    expect(await refusal(packTar([file, { name: 'b/y', type: 'Link', target: '../x' }]))).toContain('is a link that leads outside');
  });
});

describe('an archive of zip', () => {
  it('is refused when two entries have one name', async () => {
    const zip = packZip([
      { name: 'a1', content: '1' },
      { name: 'a2', content: '2' },
    ]);
    const twice = Buffer.from(zip.toString('latin1').replaceAll('a2', 'a1'), 'latin1');
    expect(await refusal(twice)).toBe('invalid_input: The name a1 stands in the archive twice');
  });

  it('is refused when it is encrypted', async () => {
    const zip = packZip([{ name: 'a', content: 'secret' }]);
    const at = zip.indexOf(Buffer.from('PK\u0001\u0002', 'latin1'));
    zip.writeUInt16LE(zip.readUInt16LE(at + 8) | 1, at + 8);
    expect(await refusal(zip)).toContain('unsupported: The archive has encrypted files');
  });

  it('may be empty', async () => {
    expect((await take(packZip([]))).files).toEqual([]);
  });
});

it('refuses what is no archive', async () => {
  expect(await refusal(Buffer.from('just a text, longer than nothing'))).toContain('unsupported');
  expect(await refusal(Buffer.alloc(0))).toContain('unsupported');
  expect(await refusal(Buffer.alloc(4096))).toContain('unsupported');
  expect(await refusal(gzipSync('a text'))).toContain('invalid_input');
  expect(await refusal(gzipSync(Buffer.alloc(4096, 1)))).toContain('invalid_input');
});
