import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { findingWire } from '../../core/scan/finding-wire.ts';
import { startTestApi, type TestApi } from '../support/api-server.ts';
import { verifies } from '../support/contract.ts';
import { markerRule } from '../support/project.ts';

const suppressions = `suppressions:
  - rule_id: marker-word
    file_glob: old/**
    reason: kept for reference
    owner: ann
    expires: 2099-12-31
`;
const files = {
  '.sentrik/rules/markers.yaml': markerRule,
  '.sentrik/suppressions.yaml': suppressions,
  'notes/a.txt': 'nothing\nMARKER_1 here\n',
  'notes/b.txt': 'MARKER_2\nMARKER_3\n',
  'old/c.txt': 'MARKER_4\n',
};

let api: TestApi;
beforeAll(async () => {
  api = await startTestApi({ files });
});
afterAll(() => api.close());

async function get(target: string): Promise<Record<string, unknown>> {
  const { status, json } = await api.send('GET', target);
  expect(status).toBe(200);
  return z.record(z.string(), z.unknown()).parse(json);
}

async function post(target: string, body: unknown = {}): Promise<Record<string, unknown>> {
  const { status, json, text } = await api.send('POST', target, { body });
  expect([status, status === 200 ? '' : text]).toEqual([200, '']);
  return z.record(z.string(), z.unknown()).parse(json);
}

function markersOf(answer: Record<string, unknown>): readonly string[] {
  const found = z.array(findingWire).parse(answer.findings);
  return found.filter((finding) => finding.rule_id === 'marker-word').map(({ evidence, range }) => `${evidence.file}:${range.start_line}`);
}

describe(verifies('GET /health'), () => {
  it('is the published shape', async () => {
    expect(await get('/health')).toMatchObject({ status: 'ok', version: expect.stringMatching(/^\d+\.\d+\.\d+/) as string });
  });
});

describe(verifies('POST /scan'), () => {
  it('scans the project, counts by severity and keeps suppressed findings apart', async () => {
    const answer = await post('/scan');
    expect(markersOf(answer)).toEqual(['notes/a.txt:2', 'notes/b.txt:1', 'notes/b.txt:2']);
    expect(answer).toMatchObject({ suppressed: 1, problems: [] });
    const counts = z.record(z.string(), z.number()).parse(answer.by_severity);
    expect(Object.values(counts).reduce((sum, count) => sum + count, 0)).toBe(answer.total);
    expect(counts.high).toBeGreaterThanOrEqual(3);
  });

  it('scans texts that are sent instead of the disk, and a folder or changed files only', async () => {
    expect(markersOf(await post('/scan', { files: { 'sent/x.txt': 'MARKER_9' } }))).toEqual(['sent/x.txt:1']);
    expect(markersOf(await post('/scan', { changed_files: ['notes/a.txt'] }))).toEqual(['notes/a.txt:2']);
    expect(markersOf(await post('/scan', { repo_path: 'old' }))).toEqual([]);
    expect(await post('/scan', { config_overrides: { scan_exclude: ['notes/**'] } })).toMatchObject({ findings: [] });
  });
});

describe(verifies('POST /gate'), () => {
  it('fails on the configured severities and passes on others', async () => {
    expect(await post('/gate')).toMatchObject({ passed: false, total_findings: 3, high: 3, critical: 0 });
    expect(await post('/gate', { fail_on: ['critical'] })).toMatchObject({ passed: true, total_findings: 3, fail_on: ['critical'] });
  });

  it('counts what is suppressed without an owner and a last day', async () => {
    api.project.write('.sentrik/suppressions.yaml', suppressions.replace(/ {4}(owner|expires): .*\n/g, ''));
    expect(await post('/gate')).toMatchObject({ passed: false, total_findings: 4, high: 4, not_counted: [{}] });
    api.project.write('.sentrik/suppressions.yaml', suppressions);
  });
});

describe(verifies('POST /report'), () => {
  it.each(['html', 'junit', 'sarif', 'csv', 'gitlab', 'markdown', 'json'])('renders %s, the format being a query parameter', async (format) => {
    const answer = z.object({ format: z.literal(format), content: z.string().min(1) }).parse(await post(`/report?format=${format}`));
    expect(answer.content).toContain('marker-word');
  });

  it('is HTML unless another format is asked for, and 422 for an unknown one', async () => {
    expect((await post('/report')).format).toBe('html');
    expect((await api.send('POST', '/report?format=docx', { body: {} })).status).toBe(422);
  });
});

describe(verifies('GET /rules'), () => {
  it('lists rules with their number, filtered when asked', async () => {
    const all = z.object({ rules: z.array(z.object({ id: z.string(), severity: z.string() })), total: z.number() }).parse(await get('/rules'));
    expect(all.rules).toHaveLength(all.total);
    expect(all.rules.map((rule) => rule.id)).toContain('marker-word');
    expect(await get('/rules?pack=test-markers')).toMatchObject({ total: 1, rules: [{ id: 'marker-word', type: 'regex' }] });
    expect(await get('/rules/marker-word')).toMatchObject({ id: 'marker-word', message: expect.stringContaining('marker word') as string });
    expect((await api.send('GET', '/rules/marker')).json).toMatchObject({ detail: expect.stringContaining('marker-word') as string });
  });
});

describe(verifies('GET /api/findings', 'GET /api/findings/{id}', 'GET /api/metrics', 'POST /api/run-scan'), () => {
  it('shows the last scan, filtered by severity, rule, file and text', async () => {
    await post('/api/run-scan');
    expect(markersOf(await get('/api/findings'))).toHaveLength(3);
    expect(await get('/api/findings?severity=high&rule=marker-word&file=b.txt')).toMatchObject({ total: 2, by_severity: { high: 2 } });
    expect(await get('/api/findings?query=marker&limit=1&offset=1')).toMatchObject({ total: 3, findings: [{ evidence: { file: 'notes/b.txt' } }] });
    expect((await api.send('GET', '/api/findings?severity=awful')).status).toBe(422);
    expect((await api.send('GET', '/api/findings?limit=0')).status).toBe(422);
  });

  it('shows one finding with the code around it', async () => {
    const [first] = z.array(findingWire).parse((await get('/api/findings?file=a.txt')).findings);
    const shown = await get(`/api/findings/${first?.fingerprint}`);
    expect(shown).toMatchObject({
      finding: { rule_id: 'marker-word' },
      code_frame: { first_line: 1, lines: expect.arrayContaining(['nothing', 'MARKER_1 here']) as unknown, stale: false },
    });
    expect(await get(`/api/findings/${encodeURIComponent(first?.finding_id ?? '')}`)).toMatchObject({ finding: { fingerprint: first?.fingerprint } });
    expect((await api.send('GET', '/api/findings/0123456789abcdef')).status).toBe(404);
  });

  it('measures the last scan with the share that was suppressed', async () => {
    expect(await get('/api/metrics')).toMatchObject({ total_findings: 3, suppressed_count: 1, total_before_suppression: 4, false_positive_rate: 0.25 });
  });
});

describe(verifies('GET /api/suppressions'), () => {
  it('lists what is accepted, and why', async () => {
    expect(await get('/api/suppressions')).toEqual({
      total: 1,
      suppressions: [
        { rule_id: 'marker-word', file_glob: 'old/**', reason: 'kept for reference', owner: 'ann', expires: '2099-12-31', source: 'file', expired: false },
      ],
    });
  });
});

describe(verifies('GET /api/config', 'POST /api/config', 'GET /api/config/validate'), () => {
  it('changes settings in the file, keeps the others, and refuses wrong ones whole', async () => {
    expect(await get('/api/config')).toMatchObject({ output_dir: 'out', gate_fail_on: ['critical', 'high'] });
    expect(await post('/api/config', { gate_fail_on: ['critical'] })).toMatchObject({ output_dir: 'out', gate_fail_on: ['critical'] });
    expect(api.project.read('.sentrik/config.yaml')).toContain('gate_fail_on');
    const wrong = await api.send('POST', '/api/config', { body: { gate_fail_on: ['high'], output_dir: 5, no_such_setting: 1 } });
    expect([wrong.status, wrong.json]).toEqual([
      422,
      expect.objectContaining({ issues: expect.arrayContaining([expect.objectContaining({ field: 'output_dir' })]) as unknown }),
    ]);
    expect(await get('/api/config')).toMatchObject({ gate_fail_on: ['critical'] });
  });

  it('says which file, line and field are wrong', async () => {
    expect(await get('/api/config/validate')).toMatchObject({ valid: true, errors: [] });
    api.project.write('.guard.yaml', 'output_dir: out\nmax_workers: many\nunheard_of: 1\n');
    expect(await get('/api/config/validate')).toMatchObject({
      valid: false,
      errors: [{ file: '.guard.yaml', line: 2, field: 'max_workers' }],
      warnings: [{ file: '.guard.yaml', line: 3, field: 'unheard_of' }],
    });
    api.project.write('.guard.yaml', '');
  });
});

describe(
  verifies(
    'GET /api/packs',
    'POST /api/packs',
    'DELETE /api/packs/{id}',
    'GET /api/packs/{id}/export',
    'POST /api/packs/import',
    'POST /api/packs/{id}/overrides',
  ),
  () => {
    const rule = { id: 'todo-word', name: 'Open work', type: 'regex', severity: 'low', pattern: 'OPEN_WORK', file_glob: '**/*.txt' };

    it('creates, lists, exports, overrides and deletes a custom pack', async () => {
      expect(await post('/api/packs', { id: 'house', name: 'House rules', rules: [rule] })).toMatchObject({
        id: 'house',
        source: 'custom',
        status: 'ENABLED',
        rules: 1,
      });
      const { packs } = z.object({ packs: z.array(z.object({ id: z.string() })) }).parse(await get('/api/packs'));
      expect(packs.map((pack) => pack.id)).toContain('house');
      expect((await api.send('GET', '/api/packs/house/export')).text).toContain('todo-word');
      expect(markersAs(await post('/scan', { files: { 'x.txt': 'OPEN_WORK' } }), 'todo-word')).toEqual(['low']);
      await post('/api/packs/house/overrides', { 'todo-word': { severity: 'critical' } });
      expect(markersAs(await post('/scan', { files: { 'x.txt': 'OPEN_WORK' } }), 'todo-word')).toEqual(['critical']);
      await post('/api/packs/house/overrides', { 'todo-word': { enabled: false } });
      expect(markersAs(await post('/scan', { files: { 'x.txt': 'OPEN_WORK' } }), 'todo-word')).toEqual([]);
      expect((await api.send('DELETE', '/api/packs/house')).json).toEqual({ deleted: 'house' });
      expect((await api.send('DELETE', '/api/packs/house')).status).toBe(404);
    });

    it('refuses packs with dangerous, broken or unnamed rules whole, and never deletes a built-in one', async () => {
      const tooLong = { ...rule, pattern: 'a'.repeat(2001) };
      const broken = [
        { rules: [tooLong] },
        { rules: [{ ...rule, pattern: '(' }] },
        { rules: [{ ...rule, type: 'unheard-of' }] },
        { rules: [] },
        { id: '../up' },
        { id: 'A B' },
      ];
      for (const change of broken) {
        const { status, text } = await api.send('POST', '/api/packs', { body: { id: 'bad', name: 'Bad', rules: [rule], ...change } });
        expect({ change, status, isRefused: text.length > 0 }).toEqual({ change, status: 422, isRefused: true });
      }
      for (const yaml of ['', 'pack: [', 'just text', 'a: &a [*a]', '&x {pack: {id: q}, rules: *x}']) {
        const { status } = await api.send('POST', '/api/packs/import', { body: { yaml } });
        expect({ yaml, status }).toEqual({ yaml, status: 422 });
      }
      const { packs } = z.object({ packs: z.array(z.object({ id: z.string(), source: z.string() })) }).parse(await get('/api/packs'));
      const builtin = packs.find((pack) => pack.source === 'builtin');
      expect((await api.send('DELETE', `/api/packs/${builtin?.id}`)).status).toBe(403);
      expect(packs.map((pack) => pack.id)).not.toContain('bad');
    });
  },
);

describe(verifies('POST /api/sdk/check', 'GET /api/sdk/context', 'GET /api/sdk/rules'), () => {
  it('checks a text, and a file by its path, with the same finding', async () => {
    const sent = await post('/api/sdk/check', { code: api.project.read('notes/a.txt'), filename: 'notes/a.txt' });
    expect(sent).toMatchObject({ compliant: false, confidence: expect.any(Number) as number, suggestions: [] });
    expect(markersOf(sent)).toEqual(['notes/a.txt:2']);
    expect((await post('/api/sdk/check', { path: 'notes/a.txt' })).findings).toEqual(sent.findings);
    expect(await post('/api/sdk/check', { code: 'calm', filename: 'notes/a.txt' })).toMatchObject({ compliant: true, findings: [] });
    expect((await api.send('POST', '/api/sdk/check', { body: { code: 'x' } })).json).toMatchObject({
      detail: expect.stringContaining('(input): Give') as string,
    });
    expect((await api.send('POST', '/api/sdk/check', { body: { code: 5, filename: 'a' } })).status).toBe(422);
  });

  it('tells which rules apply to a file', async () => {
    expect(await get('/api/sdk/context?filename=notes/a.txt')).toMatchObject({ filename: 'notes/a.txt', frameworks: expect.any(Array) as unknown });
    const { rules } = z.object({ rules: z.array(z.object({ id: z.string() })) }).parse(await get('/api/sdk/rules?filename=notes/a.txt'));
    expect(rules.map((each) => each.id)).toContain('marker-word');
    expect(
      z
        .object({ rules: z.array(z.object({ id: z.string() })) })
        .parse(await get('/api/sdk/rules?filename=a.py'))
        .rules.map((each) => each.id),
    ).not.toContain('marker-word');
    expect((await api.send('GET', '/api/sdk/rules')).status).toBe(422);
  });
});

function markersAs(answer: Record<string, unknown>, rule: string): readonly string[] {
  return z
    .array(findingWire)
    .parse(answer.findings)
    .filter((finding) => finding.rule_id === rule)
    .map((finding) => finding.severity);
}
