import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { launchBrowser } from '../support/browser.ts';
import { openDashboard } from '../dashboard/open-dashboard.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());

it.each([
  ['/docs', 'Check code for security and compliance findings'],
  ['/redoc', 'Check code for security and compliance findings'],
  ['/api', 'Check code for security and compliance findings'],
])('%s shows the operations in a browser, within its own security policy and without other hosts', async (address, text) => {
  const opened = await openDashboard(browser, { scan: false, address });
  await opened.page.getByText(text).first().waitFor({ state: 'attached', timeout: 10_000 });
  expect(opened.problems.filter((problem) => !problem.startsWith('request to blob:'))).toEqual([]);
  await opened.close();
});

it('/docs runs an operation of the server it came from', async () => {
  const opened = await openDashboard(browser, { scan: false, address: '/docs' });
  await opened.page.locator('#operations-health-health').getByRole('button').first().click();
  await opened.page.getByRole('button', { name: 'Execute' }).click();
  await opened.page.getByText('"status": "ok"').first().waitFor();
  expect(opened.problems).toEqual([]);
  await opened.close();
});
