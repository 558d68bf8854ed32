import { AxeBuilder } from '@axe-core/playwright';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import type { PackList, RuleList } from '../../dashboard/wire.ts';
import { launchBrowser } from '../support/browser.ts';
import { type OpenDashboard, openDashboard, type OpenOptions, rowsOf, sampleFiles, soon } from './open-dashboard.ts';

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
  dashboard = await openDashboard(browser, { files: sampleFiles, ...options });
  return dashboard.page;
}

const environment = { GUARD_API_KEY: 'correct-horse-battery', GUARD_RATE_LIMIT_ENABLED: 'false' };

describe('a server with a key', () => {
  it('is asked for it once, refuses a wrong one, and the tab keeps the right one', async () => {
    const page = await open({ environment });
    const dialog = page.getByRole('dialog', { name: 'This server asks for an API key' });
    await dialog.getByLabel('API key').fill('wrong');
    await dialog.getByRole('button', { name: 'Use this key' }).click();
    await dialog.getByText('The server refused this key.').waitFor();
    await dialog.getByLabel('API key').fill(environment.GUARD_API_KEY);
    await page.keyboard.press('Enter');
    await page.locator('.severity-card').waitFor();
    expect(await page.locator('.severity-card .figure-number').textContent()).toBe('4');
    expect(await page.evaluate(() => Object.values(sessionStorage))).toContain(environment.GUARD_API_KEY);
    expect(await page.evaluate(() => JSON.stringify(localStorage) + document.cookie + location.href)).not.toContain(environment.GUARD_API_KEY);
    await page.reload();
    await page.locator('.severity-card').waitFor();
    await page.getByRole('button', { name: 'Forget API key' }).click();
    await page.reload();
    await dialog.waitFor();
    expect(await page.evaluate(() => sessionStorage.length)).toBe(0);
    expect(dashboard.problems).toEqual([]);
  });

  it('can be left alone: the page says what is missing and offers to enter the key', async () => {
    const page = await open({ environment });
    await page.getByRole('dialog').waitFor();
    await page.keyboard.press('Escape');
    expect(await page.getByRole('alert').textContent()).toContain('Invalid or missing API key');
    await page.getByRole('button', { name: 'Enter API key' }).click();
    await page.getByRole('dialog').waitFor();
  });
});

describe('the page', () => {
  for (const colorScheme of ['light', 'dark'] as const) {
    it(`has no serious accessibility violation, ${colorScheme}`, async () => {
      const page = await open({ browser: { colorScheme } });
      await page.locator('.severity-card').waitFor();
      expect(await seriousViolations(page)).toEqual([]);
      await page.keyboard.press('2');
      await rowsOf(page)
        .filter({ hasText: /Old call.*line 2/ })
        .click();
      await page.getByRole('region', { name: 'Change to src/a.js' }).waitFor();
      expect(await seriousViolations(page)).toEqual([]);
      await page.getByRole('button', { name: 'Apply fix' }).click();
      expect(await seriousViolations(page)).toEqual([]);
      await page.keyboard.press('Escape');
      await page.keyboard.press('3');
      await rowsOf(page).first().click();
      await page.getByRole('heading', { name: 'Classification' }).waitFor();
      expect(await seriousViolations(page)).toEqual([]);
      await page.keyboard.press('4');
      await page.locator('table').waitFor();
      expect(await seriousViolations(page)).toEqual([]);
      await page.keyboard.press('?');
      expect(await seriousViolations(page)).toEqual([]);
      expect(dashboard.problems).toEqual([]);
    });
  }

  it('is served under a policy without inline code and without other hosts', async () => {
    await open({});
    const { headers } = await dashboard.api.send('GET', '/dashboard');
    const policy = String(headers['content-security-policy']);
    expect(policy).toMatch(/script-src 'self'(;|$)/);
    expect(policy).toMatch(/style-src 'self'(;|$)/);
    expect(policy).not.toMatch(/unsafe|https?:/);
  });

  it('remembers the chosen theme and shows it before the first paint', async () => {
    const page = await open({ browser: { colorScheme: 'light' } });
    const ground = () => page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
    const light = await ground();
    await page.getByRole('button', { name: 'Dark theme' }).click();
    const dark = await ground();
    expect(dark).not.toBe(light);
    await page.route('**/dashboard/app.js', (route) => route.abort());
    await page.reload();
    expect(await ground()).toBe(dark);
    await page.unroute('**/dashboard/app.js');
    await page.reload();
    await page.getByRole('button', { name: 'System theme' }).click();
    expect(await ground()).toBe(light);
  });

  it('shows rules with examples and packs with their status as the server has them', async () => {
    const page = await open({ address: '/dashboard/rules' });
    const { rules } = await dashboard.json<RuleList>('/rules');
    await soon(() => rowsOf(page).count()).toBe(rules.length);
    await page.getByRole('searchbox').fill('old');
    await rowsOf(page).click();
    await page.getByRole('link', { name: '3 findings in the last scan' }).waitFor();
    await page.keyboard.press('4');
    const { packs } = await dashboard.json<PackList>('/api/packs');
    await soon(() => page.locator('tbody tr').count()).toBe(packs.length);
    expect(await page.locator('tbody tr', { hasText: 'Own rules' }).textContent()).toContain('on');
    const off = packs.filter(({ status }) => status === 'available').length;
    expect(await page.locator('.tag', { hasText: 'available' }).count()).toBe(off);
  });

  it('leads to its content past the navigation', async () => {
    const page = await open({});
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('main');
  });
});

async function seriousViolations(page: Page): Promise<readonly string[]> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) => `${id}: ${target.join(' ')} ${failureSummary ?? ''}`));
}
