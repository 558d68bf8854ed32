import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { launchBrowser } from '../support/browser.ts';
import { soon } from './open-dashboard.ts';
import { isTooWide, keepPicture, openPlatform, type PlatformUnderTest, signIn, violationsOf } from './open-platform.ts';

vi.setConfig({ testTimeout: 90_000, hookTimeout: 90_000 });

let browser: Browser;
let platform: PlatformUnderTest;
beforeAll(async () => {
  browser = await launchBrowser();
  platform = await openPlatform(browser);
});
afterAll(async () => {
  await platform.close();
  await browser.close();
});

describe('the sign-in', () => {
  it('stands in the place of the page that was wanted, says why it refuses, and leads on to that page', async () => {
    const { admin } = platform.accounts;
    const { page, problems } = await platform.open('/projects');
    await page.getByRole('heading', { name: 'Sign in to Sentrik' }).waitFor();
    expect(await page.evaluate(() => document.activeElement?.getAttribute('type'))).toBe('email');
    await signIn(page, { email: admin.email, password: 'not this one' });
    await page.getByText('Wrong e-mail address or password.').waitFor();
    await keepPicture(page, 'sign-in');
    expect(await violationsOf(page)).toEqual([]);
    await page.getByLabel('Password').fill(admin.password);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'No projects yet' }).waitFor();
    expect(page.url()).toBe(`${platform.api.url}/dashboard/projects`);
    expect(await page.evaluate(() => JSON.stringify([localStorage, sessionStorage]))).not.toContain(admin.password);
    await page.context().clearCookies();
    await page.getByRole('button', { name: 'New project' }).click();
    await page.getByLabel('Name').fill('Lost');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Sign in to Sentrik' }).waitFor();
    await signIn(page, admin);
    await page.getByRole('heading', { name: 'No projects yet' }).waitFor();
    await page.reload();
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByRole('heading', { name: 'Sign in to Sentrik' }).waitFor();
    expect((await page.context().cookies()).filter(({ value }) => value !== '')).toEqual([]);
    expect(problems).toEqual([]);
  });

  it('tells until when an account is locked, and that the server does not answer', async () => {
    const { page } = await platform.open('/keys');
    for (let attempt = 0; attempt < 6; attempt += 1) {
      const answered = page.waitForResponse('**/api/session');
      await signIn(page, { email: 'nobody@example.org', password: `guess ${attempt}` });
      await answered;
    }
    await page.getByText(/^Too many failed attempts: locked until \d\d:\d\d:\d\d\.$/).waitFor();
    await page.route('**/api/session', (route) => route.abort('connectionrefused'));
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByText('The server does not answer. Check that it is still running.').waitFor();
    expect(new URL(page.url()).pathname).toBe('/dashboard/keys');
  });

  it('also opens the pages of the project, where a key is the other way', async () => {
    const { page, problems } = await platform.open('/');
    await page.getByRole('button', { name: 'Use an API key instead' }).click();
    await page.getByRole('dialog', { name: 'This server asks for an API key' }).waitFor();
    await page.keyboard.press('Escape');
    await page.reload();
    await page.getByRole('heading', { name: 'Sign in to Sentrik' }).waitFor();
    await signIn(page, platform.accounts.admin);
    await page.getByRole('heading', { name: 'No scan yet' }).waitFor();
    await page.getByRole('button', { name: 'Scan now' }).click();
    await page.getByText('Scan finished: 0 findings').waitFor();
    expect(problems).toEqual([]);
  });
});

describe('projects', () => {
  it('are made, listed, and deleted once their name was typed', async () => {
    const { page, problems } = await platform.open('/projects', { reducedMotion: 'reduce' });
    await signIn(page, platform.accounts.admin);
    await page.getByRole('button', { name: 'New project' }).click();
    await page.getByLabel('Name').fill('Web shop');
    await page.getByLabel('Description').fill('Sells things; the orders team looks after it.');
    expect(await violationsOf(page)).toEqual([]);
    await page.getByRole('button', { name: 'Create project' }).click();
    await soon(() => new URL(page.url()).pathname).toBe('/dashboard/project');
    await page.getByRole('link', { name: 'Projects' }).first().click();
    const row = page.getByRole('row', { name: /Web shop/ });
    await row.waitFor();
    await keepPicture(page, 'projects');
    expect(await violationsOf(page)).toEqual([]);
    await page.setViewportSize({ width: 360, height: 700 });
    expect(await isTooWide(page)).toBe(false);
    await keepPicture(page, 'projects-narrow');
    await row.getByRole('button', { name: 'Delete Web shop' }).click();
    const button = page.getByRole('button', { name: 'Delete project' });
    await page.getByLabel('Type the name of the project').fill('Web');
    expect(await button.isDisabled()).toBe(true);
    await page.getByLabel('Type the name of the project').fill('Web shop');
    await button.click();
    await page.getByRole('heading', { name: 'No projects yet' }).waitFor();
    expect(problems).toEqual([]);
  });
});
