import { execFile } from 'node:child_process';
import path from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { addUser } from '../../core/account/users.ts';
import { mainWorkspace } from '../../core/account/workspaces.ts';
import type { JobWorker } from '../../core/jobs/worker.ts';
import type { ScanFindingWire } from '../../dashboard/wire.ts';
import { launchBrowser } from '../support/browser.ts';
import { packZip } from '../support/archives.ts';
import { makeRepository } from '../support/git.ts';
import { rowsOf, soon } from './open-dashboard.ts';
import { isTooWide, keepPicture, openPlatform, type PlatformUnderTest, signIn, violationsOf } from './open-platform.ts';

vi.setConfig({ testTimeout: 180_000, hookTimeout: 90_000 });

const app = `const express = require('express');
const db = require('./db');
const crypto = require('crypto');
const app = express();
app.get('/u', (req, res) => {
  db.query('SELECT * FROM users WHERE id = ' + req.query.id);
  eval(req.query.code);
  eval(req.query.more);
  res.send(crypto.pseudoRandomBytes(24).toString('hex'));
});
`;

let browser: Browser;
let platform: PlatformUnderTest;
let page: Page;
let problems: readonly string[];
let worker: JobWorker;
beforeAll(async () => {
  browser = await launchBrowser();
  platform = await openPlatform(browser);
  ({ page, problems } = await platform.open('/projects', { reducedMotion: 'reduce' }));
  await signIn(page, platform.accounts.admin);
  await page.getByRole('button', { name: 'New project' }).click();
  await page.getByLabel('Name').fill('Web shop');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'No repositories yet' }).waitFor();
});
afterAll(async () => {
  await platform.close();
  await browser.close();
});

const stateButton = (name: string) => page.getByRole('group', { name: 'State' }).getByRole('button', { name });

/** The page in both themes, on a wide and on a narrow screen. */
async function inspect(name: string): Promise<void> {
  expect(await violationsOf(page)).toEqual([]);
  await keepPicture(page, name);
  await page.setViewportSize({ width: 360, height: 740 });
  await keepPicture(page, `${name}-narrow`);
  expect(await isTooWide(page)).toBe(false);
  await page.setViewportSize({ width: 1280, height: 800 });
}

describe('a repository', () => {
  it('is added from an archive, waits for a worker, and shows its files when it is taken in', async () => {
    await page.getByRole('button', { name: 'Add repository' }).click();
    await page.getByRole('button', { name: 'Archive' }).click();
    const buffer = Buffer.from(
      packZip([...Object.entries({ 'src/app.js': app, 'README.md': '# Shop\n', 'logo.bin': '\0' })].map(([name, content]) => ({ name, content }))),
    );
    await page.getByLabel('Archive').setInputFiles({ name: 'shop.zip', mimeType: 'application/zip', buffer });
    await inspect('add-repository');
    await page.route('**/v1/projects/*/repositories', () => undefined, { times: 1 });
    await page.getByRole('button', { name: 'Upload' }).click();
    await page.getByText('0 % sent').waitFor();
    await page.keyboard.press('Escape');
    await page.getByText('The upload was stopped. Nothing was added.').waitFor();
    await page.getByRole('button', { name: 'Put this message away' }).click();
    await page.getByRole('button', { name: 'Add repository' }).click();
    await page.getByRole('button', { name: 'Archive' }).click();
    await page.getByLabel('Archive').setInputFiles({ name: 'shop.zip', mimeType: 'application/zip', buffer });
    await page.getByRole('button', { name: 'Upload' }).click();
    await page.getByRole('heading', { name: 'The source is being taken in' }).waitFor();
    expect(await page.getByRole('button', { name: 'Scan now' }).isDisabled()).toBe(true);
    worker = await platform.work();
    await page.getByRole('heading', { name: 'No scans yet' }).waitFor();
    await page.getByRole('link', { name: 'Source' }).click();
    await page.getByRole('link', { name: 'src 1 file' }).waitFor();
    await inspect('source');
    await page.getByRole('link', { name: 'src 1 file' }).click();
    await page.getByRole('link', { name: /^app\.js/ }).click();
    await page.getByText("require('express')").waitFor();
    await page.goBack();
    await page.goBack();
    await page.getByRole('link', { name: /^logo\.bin/ }).click();
    await page.getByRole('heading', { name: 'This file is no text' }).waitFor();
  });

  it('is scanned, which can be followed to the end, and leaves documents', async () => {
    await page.getByRole('link', { name: 'Scans', exact: true }).click();
    await page.getByRole('button', { name: 'Scan now' }).click();
    await page.getByRole('heading', { name: 'Scan', exact: true }).waitFor();
    await page.getByRole('region', { name: 'Documents' }).waitFor({ timeout: 60_000 });
    await page.getByText('Complete', { exact: true }).waitFor();
    await inspect('scan');
    const saved = page.waitForEvent('download');
    await page.getByRole('link', { name: /findings\.json/ }).click();
    expect((await saved).suggestedFilename()).toBe('findings.json');
  });

  it('tells the rest of a scan after the connection was lost', async () => {
    const first = { id: 'x:1', scan_id: 'x', seq: 1, kind: 'scan_started', payload: {}, created_at: new Date().toISOString() };
    const broken = { contentType: 'text/event-stream', body: `id: 1\nevent: scan_started\ndata: ${JSON.stringify(first)}\n\n` };
    await page.route('**/events', (route) => route.fulfill(broken), { times: 1 });
    const again = page.waitForRequest((request) => request.headers()['last-event-id'] === '1');
    await page.reload();
    await again;
    await page.getByText('Complete', { exact: true }).waitFor();
    expect(await page.getByText('Started', { exact: true }).count()).toBe(1);
  });

  it('shows its findings, which are confirmed with a key and dismissed with a reason', async () => {
    await page.getByRole('link', { name: 'Findings of the repository' }).click();
    await rowsOf(page).first().waitFor();
    const all = await rowsOf(page).count();
    expect(all).toBeGreaterThan(1);
    await stateButton('Open').click();
    await page.keyboard.press('j');
    await page.locator('.code-frame').waitFor();
    await inspect('triage');
    await page.keyboard.press('d');
    await page.getByRole('button', { name: 'Dismiss', exact: true }).waitFor();
    expect(await page.getByRole('button', { name: 'Dismiss', exact: true }).isDisabled()).toBe(true);
    await page.getByLabel('Reason').fill('Only the tests call it.');
    expect(await violationsOf(page)).toEqual([]);
    await page.getByRole('button', { name: 'Dismiss', exact: true }).click();
    await soon(() => rowsOf(page).count()).toBe(all - 1);
    // The next open one is chosen already.
    await page.locator('.code-frame').waitFor();
    await page.keyboard.press('c');
    await soon(() => rowsOf(page).count()).toBe(all - 2);
    await page.reload();
    await stateButton('Open').click();
    await stateButton('Dismissed').click();
    await soon(() => rowsOf(page).count()).toBe(1);
    await rowsOf(page).click();
    await page.getByText('Only the tests call it.').waitFor();
    expect(problems).toEqual([]);
  });

  it('shows with a finding why it matters, where to read on, and the change that the scan proposes', async () => {
    await stateButton('Dismissed').click();
    await rowsOf(page).filter({ hasText: 'Random bytes without a promise' }).click();
    await page.getByText('The function is deprecated, and by its contract the bytes may be predictable.').waitFor();
    expect(await page.getByRole('link', { name: 'https://nodejs.org/api/crypto.html' }).count()).toBe(1);
    const change = page.getByRole('region', { name: 'Change to src/app.js' });
    await change.getByText('added:').waitFor();
    expect(await change.locator('tr.removed').textContent()).toContain('crypto.pseudoRandomBytes(24)');
    expect(await change.locator('tr.added').textContent()).toContain('crypto.randomBytes(24)');
    await change.scrollIntoViewIfNeeded();
    await inspect('triage-fix');
    expect(problems).toEqual([]);
  });

  it('says where its findings are more than the page holds', async () => {
    const list = '**/v1/repositories/*/findings?*';
    await page.route(list, async (route) => {
      const real = await route.fetch({
        url: route
          .request()
          .url()
          .replace(/&after=.*/, ''),
      });
      const [sample] = (await real.json()) as readonly ScanFindingWire[];
      const query = new URL(route.request().url()).searchParams;
      const start = Number((query.get('after') ?? 'more-0').slice('more-'.length));
      const json = Array.from({ length: Number(query.get('limit')) }, (_unused, index) => ({ ...sample, id: `more-${start + index + 1}` }));
      await route.fulfill({ json });
    });
    await page.reload();
    await page.getByText('There are more findings than these 20,000').waitFor();
    expect(await stateButton('Open').count()).toBe(1);
    await inspect('triage-cut');
    await page.unroute(list);
    await page.reload();
    await rowsOf(page).first().waitFor();
    expect(await page.getByText('There are more findings').count()).toBe(0);
  });

  it('is read by a viewer, for whom what changes it is held back in words', async () => {
    const workspace = await mainWorkspace(platform.accounts.store);
    if (workspace === undefined) throw new Error('There is no workspace');
    const { password } = await addUser(platform.accounts.context(), { email: 'eve@example.org', name: 'Eve', role: 'viewer' }, workspace);
    const { pathname, search } = new URL(page.url());
    const { page: other, problems: others } = await platform.open(`${pathname.slice('/dashboard'.length)}${search}`);
    await signIn(other, { email: 'eve@example.org', password });
    await rowsOf(other).filter({ hasText: 'Random bytes without a promise' }).click();
    await other.getByRole('region', { name: 'Change to src/app.js' }).waitFor();
    await other.getByRole('button', { name: 'Confirmed', disabled: true }).last().waitFor();
    await other.keyboard.press('c');
    await other.getByText('Your role, viewer, may not change anything in this workspace.').waitFor();
    expect(await other.getByRole('button', { name: 'Scan now', disabled: true }).getAttribute('title')).toBe(
      'Your role, viewer, may not start or stop scans in this workspace.',
    );
    expect(await other.getByRole('button', { name: 'Delete shop' }).count()).toBe(0);
    expect(await violationsOf(other)).toEqual([]);
    await keepPicture(other, 'viewer-triage');
    expect(others).toEqual([]);
  });

  it('is told from the project: its scans, its findings, and how many are open', async () => {
    await page.getByRole('link', { name: 'Web shop' }).click();
    await page.getByRole('row', { name: /shop.*ready/ }).waitFor();
    await inspect('project');
    await page.getByRole('link', { name: 'Scans', exact: true }).click();
    await page.getByRole('row', { name: /shop.*complete/ }).waitFor();
    await inspect('project-scans');
    await page.getByRole('link', { name: 'Findings', exact: true }).last().click();
    await rowsOf(page).first().waitFor();
    await page.getByRole('link', { name: 'Projects', exact: true }).first().click();
    await page.getByRole('row', { name: /Web shop/ }).waitFor();
    await inspect('projects-scanned');
    expect(problems).toEqual([]);
  });

  it('comes by a git push to the address that is shown once', async () => {
    await page.getByRole('link', { name: 'Web shop' }).click();
    await page.getByRole('button', { name: 'Add repository' }).click();
    await page.getByRole('button', { name: 'Git push' }).click();
    await page.getByLabel('Name').fill('pushed');
    await page.getByRole('button', { name: 'Make the address' }).click();
    const command = (await page.locator('.copy-text pre').textContent()) ?? '';
    await inspect('git-push');
    const local = makeRepository(path.join(platform.server.folder, 'local'), { 'a.txt': 'pushed' });
    await page.getByRole('button', { name: 'To the repository' }).click();
    await page.getByRole('heading', { name: 'Waiting for the push' }).waitFor();
    const environment = { PATH: process.env.PATH, GIT_CONFIG_GLOBAL: '/dev/null', GIT_TERMINAL_PROMPT: '0' };
    const said = await new Promise((resolve) => execFile('sh', ['-c', command], { cwd: local, env: environment }, (error) => resolve(error?.message)));
    expect(said).toBeUndefined();
    await page.getByRole('heading', { name: 'No scans yet' }).waitFor();
    await page.getByRole('button', { name: 'Push', exact: true }).click();
    await page.getByRole('button', { name: 'Make the address' }).click();
    expect(await page.locator('.copy-text pre').textContent()).not.toBe(command);
    await page.getByRole('button', { name: 'Done' }).click();
    expect(problems).toEqual([]);
  });

  it('that cannot be taken in says why, and is deleted once its name was typed', async () => {
    await page.getByRole('link', { name: 'Web shop' }).click();
    await page.getByRole('button', { name: 'Add repository' }).click();
    await page.getByLabel('Address').fill('ext::sh -c id');
    await page.getByRole('dialog').getByRole('button', { name: 'Add repository' }).click();
    await soon(() => page.getByRole('alert').textContent()).not.toBe('');
    await page.getByLabel('Address').fill(`file://${platform.server.folder}/nothing`);
    await page.getByRole('dialog').getByRole('button', { name: 'Add repository' }).click();
    await page.getByRole('heading', { name: 'The source could not be taken in' }).waitFor();
    await page.getByText('There is no such repository').waitFor();
    await page.getByRole('button', { name: 'Delete nothing' }).click();
    await page.getByLabel('Type the name of the repository').fill('nothing');
    await page.keyboard.press('Enter');
    await page.getByRole('row', { name: /shop.*ready/ }).waitFor();
    expect(await page.getByRole('link', { name: 'nothing' }).count()).toBe(0);
  });

  it('lets a scan be cancelled that waits for a worker', async () => {
    await worker.close();
    await page.getByRole('link', { name: 'shop', exact: true }).click();
    await page.getByRole('button', { name: 'Scan now' }).click();
    await page.getByRole('heading', { name: 'Waiting for a worker' }).waitFor();
    await inspect('scan-waiting');
    await page.getByRole('button', { name: 'Cancel the scan' }).click();
    await page.getByText('cancelled', { exact: true }).waitFor();
    await page.getByRole('link', { name: 'Findings of the repository' }).waitFor();
    await page.goto(`${platform.api.url}/dashboard/scan?repository=repo_gone&id=job_gone`);
    await page.getByRole('heading', { name: 'This scan is gone' }).waitFor();
    expect(problems).toEqual([]);
  });
});
