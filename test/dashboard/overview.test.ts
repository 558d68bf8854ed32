import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import type { ScanMetrics } from '../../dashboard/wire.ts';
import { launchBrowser } from '../support/browser.ts';
import { type OpenDashboard, openDashboard, type OpenOptions, ownConfig, ownRules, rowsOf, sampleFiles, soon } from './open-dashboard.ts';

vi.setConfig({ testTimeout: 90_000 });

let browser: Browser;
let dashboard: OpenDashboard;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterEach(async () => {
  await dashboard.close();
});
afterAll(async () => {
  await browser.close();
});

async function open(options: OpenOptions): Promise<Page> {
  dashboard = await openDashboard(browser, options);
  return dashboard.page;
}

describe('the overview', () => {
  it('shows the numbers that the server has', async () => {
    const page = await open({ files: sampleFiles });
    await page.getByRole('heading', { name: 'Findings', exact: true }).waitFor();
    const metrics = await dashboard.json<ScanMetrics>('/api/metrics');
    expect(metrics.total_findings).toBe(4);
    expect(await page.locator('.severity-card .figure-number').textContent()).toBe(String(metrics.total_findings));
    for (const [severity, count] of Object.entries(metrics.findings_by_severity)) {
      const row = page.locator(`.severity-row[href="/dashboard/findings?severity=${severity}"]`);
      expect(await row.locator('.number').textContent()).toBe(String(count));
    }
    const { score, rules_evaluated: evaluated, rules_total: total } = metrics.compliance_score;
    const figure = (await page.locator('.coverage-card .figure').textContent()) ?? '';
    expect(figure).toContain(`${evaluated} of ${total} rules evaluated`);
    expect(Number(figure.slice(0, figure.indexOf('of')))).toBeCloseTo(score ?? -1, 0);
    const facts = (await page.locator('.scan-card').textContent()) ?? '';
    expect(facts).toContain(`Files${metrics.files_scanned}`);
    expect(facts).toContain(`Lines${metrics.lines_scanned}`);
    expect(dashboard.problems).toEqual([]);
  });

  it('leads from a rule and from a file to their findings', async () => {
    const page = await open({ files: sampleFiles });
    await page.getByRole('link', { name: 'Old call, Medium: 3 findings' }).click();
    await soon(() => rowsOf(page).count()).toBe(3);
    await page.goBack();
    await page.getByRole('link', { name: /^src\/b\.js: 2 findings/ }).click();
    await soon(() => rowsOf(page).count()).toBe(2);
    expect(new URL(page.url()).searchParams.get('file')).toBe('src/b.js');
  });

  it('says what to do before the first scan, scans with progress, and shows the result', async () => {
    const page = await open({ files: sampleFiles, scan: false });
    await page.getByRole('heading', { name: 'No scan yet' }).waitFor();
    expect(await page.locator('.message').textContent()).toContain('There is no scan yet; run a scan first');
    await page.getByRole('button', { name: 'Scan now' }).click();
    await page.getByText('Scan finished: 4 findings').waitFor();
    expect(await page.locator('.severity-card .figure-number').textContent()).toBe('4');
    expect(JSON.parse(dashboard.api.project.read('out/findings.json'))).toHaveLength(4);
    expect(dashboard.problems).toEqual([]);
  });

  it('stops a scan and keeps the last result', async () => {
    // Much to read and little to find: what a scan gives back is not what takes its time.
    const code = (file: number) =>
      `old(${file});\n${Array.from({ length: 400 }, (_unused, line) => `export const v${line} = make(${file}, ${line});`).join('\n')}`;
    const many = Object.fromEntries(Array.from({ length: 1500 }, (_unused, index) => [`src/many/${index}.js`, code(index)]));
    const page = await open({ files: sampleFiles });
    const before = await dashboard.json<ScanMetrics>('/api/metrics');
    for (const [name, text] of Object.entries(many)) dashboard.api.project.write(name, text);
    await page.getByRole('button', { name: 'Scan now' }).click();
    await page.getByRole('progressbar', { name: 'Scan' }).waitFor();
    await page.getByRole('button', { name: 'Cancel' }).click();
    await page.getByRole('button', { name: 'Scan now' }).waitFor();
    expect(await page.locator('.severity-card .figure-number').textContent()).toBe('4');
    await new Promise((resolve) => setTimeout(resolve, 1500));
    expect(await dashboard.json<ScanMetrics>('/api/metrics')).toEqual(before);
  });

  it('shows the scan of another program when it is looked at again', async () => {
    const page = await open({ files: sampleFiles });
    await page.locator('.severity-card').waitFor();
    expect(await page.locator('.severity-card .figure-number').textContent()).toBe('4');
    dashboard.api.project.write('src/d.js', 'old(4);\n');
    await dashboard.api.send('POST', '/scan', { body: {} });
    await page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')));
    await soon(() => page.locator('.severity-card .figure-number').textContent()).toBe('5');
  });

  it('claims nothing when nothing was found or evaluated', async () => {
    const page = await open({ files: { '.sentrik/rules/own.yaml': ownRules, '.sentrik/config.yaml': ownConfig, 'a.js': 'fine();\n' } });
    expect(await page.locator('.severity-card .figure').textContent()).toBe('0 No findings among the rules that were applied.');
    await dashboard.close();
    const empty = await open({
      files: { '.sentrik/rules/own.yaml': ownRules.slice(0, ownRules.indexOf('  - id: hostile')), '.sentrik/config.yaml': ownConfig, 'a.py': 'x = 1\n' },
    });
    expect(await empty.locator('.coverage-card .figure').textContent()).toContain('not evaluated');
    expect(await empty.locator('.coverage-card').textContent()).not.toContain('of 100');
    expect(await empty.locator('body').textContent()).not.toMatch(/\b(secure|compliant)\b/i);
  });

  it('lists what was not checked, with the reason', async () => {
    const page = await open({
      files: { ...sampleFiles, '.sentrik/config.yaml': `${ownConfig}max_file_size: 5000\n`, 'src/big.js': `// ${'x'.repeat(6000)}\n` },
    });
    const group = page.locator('.skip-group');
    await group.waitFor();
    expect(await group.locator('summary').textContent()).toBe('too-large1');
    expect(await group.locator('li').textContent()).toContain('src/big.js');
  });

  it('shows what the server says when the result cannot be read, and recovers', async () => {
    const page = await open({ files: sampleFiles });
    await page.locator('.severity-card').waitFor();
    const metrics = dashboard.api.project.read('out/scan_metrics.json');
    dashboard.api.project.write('out/scan_metrics.json', '{');
    await page.reload();
    expect(await page.getByRole('alert').textContent()).toContain('The result of the last scan is damaged; scan again');
    dashboard.api.project.write('out/scan_metrics.json', metrics);
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.locator('.severity-card').waitFor();
  });

  it('says so when the server is gone', async () => {
    const page = await open({ files: sampleFiles });
    await page.locator('.severity-card').waitFor();
    await page.route('**/api/run-scan-stream', (route) => route.abort('connectionrefused'));
    await page.getByRole('button', { name: 'Scan now' }).click();
    await page.getByText('The server does not answer. Check that it is still running.').waitFor();
    expect(await page.locator('.severity-card .figure-number').textContent()).toBe('4');
  });
});
