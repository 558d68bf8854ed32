import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { addUser } from '../../core/account/users.ts';
import { addWorkspace, mainWorkspace } from '../../core/account/workspaces.ts';
import { launchBrowser } from '../support/browser.ts';
import { isTooWide, keepPicture, openPlatform, type PlatformUnderTest, signIn, violationsOf } from './open-platform.ts';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 90_000 });

let browser: Browser;
let platform: PlatformUnderTest;
let page: Page;
let problems: readonly string[];
beforeAll(async () => {
  browser = await launchBrowser();
  platform = await openPlatform(browser);
  ({ page, problems } = await platform.open('/keys', { reducedMotion: 'reduce' }));
  await signIn(page, platform.accounts.admin);
});
afterAll(async () => {
  await platform.close();
  await browser.close();
});

/** What the server says to a program with this key. */
const statusWith = async (key: string) => (await platform.api.send('GET', '/v1/projects', { headers: { authorization: `Bearer ${key}` } })).status;

describe('API keys', () => {
  it('are shown once, count until they are revoked, and are known by how they end', async () => {
    await page.getByRole('heading', { name: 'No keys yet' }).waitFor();
    await page.getByRole('button', { name: 'New key' }).click();
    await page.getByLabel('Name').fill('pipeline');
    expect(await violationsOf(page)).toEqual([]);
    await page.getByRole('button', { name: 'Make the key' }).click();
    const key = (await page.locator('.copy-text pre').textContent()) ?? '';
    expect(await statusWith(key)).toBe(200);
    await keepPicture(page, 'new-key');
    expect(await violationsOf(page)).toEqual([]);
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await page.getByRole('button', { name: 'Copy the API key' }).click();
    await page.getByText('Copied').waitFor();
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(key);
    await page.getByRole('button', { name: 'Done' }).click();
    const row = page.getByRole('row', { name: /pipeline/ });
    expect(await row.textContent()).toContain(`…${key.slice(-4)}`);
    expect(await page.content()).not.toContain(key);
    await keepPicture(page, 'keys');
    expect(await violationsOf(page)).toEqual([]);
    await page.setViewportSize({ width: 360, height: 700 });
    expect(await isTooWide(page)).toBe(false);
    await page.setViewportSize({ width: 1280, height: 800 });
    await row.getByRole('button', { name: 'Revoke pipeline' }).click();
    await page.getByRole('button', { name: 'Revoke key' }).click();
    await page.getByRole('heading', { name: 'No keys yet' }).waitFor();
    expect(await statusWith(key)).toBe(401);
    expect(problems).toEqual([]);
  });
});

describe('operations', () => {
  it('show the queue, the workers and the limits, and clean up', async () => {
    await page.getByRole('link', { name: 'Operations' }).click();
    await page.getByRole('heading', { name: 'No worker is there' }).waitFor();
    await platform.work();
    const worker = page.getByRole('row', { name: /wrk_.*alive/ });
    await worker.waitFor();
    await page.getByText('Scans of one person at once').waitFor();
    await page.getByText('0waiting0running').waitFor();
    await page.getByRole('button', { name: 'Clean up' }).click();
    await page.getByText('Cleaned up. Given up: 0 jobs.').waitFor();
    expect(await violationsOf(page)).toEqual([]);
    await keepPicture(page, 'operations');
    await page.setViewportSize({ width: 360, height: 700 });
    expect(await isTooWide(page)).toBe(false);
    await keepPicture(page, 'operations-narrow');
    expect(problems).toEqual([]);
  });

  it('are for operators alone; a viewer reads and decides nothing', async () => {
    const workspace = await mainWorkspace(platform.accounts.store);
    if (workspace === undefined) throw new Error('There is no workspace');
    const { password } = await addUser(platform.accounts.context(), { email: 'eve@example.org', name: 'Eve', role: 'viewer' }, workspace);
    const { page: other } = await platform.open('/operations');
    await signIn(other, { email: 'eve@example.org', password });
    await other.getByRole('heading', { name: 'Operations are for operators' }).waitFor();
    expect(await other.getByRole('link', { name: 'Operations' }).count()).toBe(0);
    await other.getByRole('link', { name: 'Projects', exact: true }).click();
    await other.getByRole('heading', { name: 'No projects yet' }).waitFor();
    await other.getByRole('button', { name: 'New project', disabled: true }).click({ force: true });
    await other.getByText('Your role, viewer, may not change anything in this workspace.').waitFor();
    expect(await other.getByRole('dialog').count()).toBe(0);
    expect(await violationsOf(other)).toEqual([]);
    await keepPicture(other, 'viewer-projects');
  });

  it('leave the pages of the server to its own workspace: others come to their projects', async () => {
    const { store } = platform.accounts;
    const workspace = await addWorkspace(store, { name: 'Guests', slug: 'guests', created_at: new Date().toISOString() });
    const { password } = await addUser(platform.accounts.context(), { email: 'guest@example.org', name: 'Guest', role: 'admin' }, workspace);
    const { page: other, problems: others } = await platform.open('');
    await signIn(other, { email: 'guest@example.org', password });
    await other.getByRole('heading', { name: 'No projects yet' }).waitFor();
    expect(new URL(other.url()).pathname).toBe('/dashboard/projects');
    expect(await other.getByRole('navigation', { name: 'Pages' }).getByRole('link').allTextContents()).toEqual(['Projects', 'API keys']);
    await other.keyboard.press('2');
    await other.getByRole('heading', { name: 'No keys yet' }).waitFor();
    await other.goto(`${platform.api.url}/dashboard/rules`);
    await other.getByRole('heading', { name: 'This page is about a project of another workspace' }).waitFor();
    expect(await violationsOf(other)).toEqual([]);
    await keepPicture(other, 'guest-rules');
    expect(others).toEqual([]);
  });
});
