import fs from 'node:fs';
import path from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { openCheckouts } from '../../core/boot-checkouts.ts';
import { startJobs } from '../../core/boot-worker.ts';
import type { JobWorker } from '../../core/jobs/worker.ts';
import type { TenantId } from '../../core/kernel/store.ts';
import { silentLog } from '../../core/platform/log.ts';
import { openTestAccounts, type TestAccounts } from '../support/accounts.ts';
import { startTestApi, type TestApi } from '../support/api-server.ts';
import { openWorkspaceServer, type WorkspaceServer } from '../support/workspace-server.ts';

/** A server with accounts in the state it has after its first start, for any number of pages. */
export interface PlatformUnderTest {
  readonly api: TestApi;
  readonly accounts: TestAccounts;
  readonly server: WorkspaceServer;
  /** Starts a worker for jobs of every kind. */
  work(): Promise<JobWorker>;
  /** A page in a browser of its own at an address below /dashboard, and what must not happen there. */
  open(address: string, looks?: BrowserContextOptions): Promise<{ readonly page: Page; readonly problems: string[] }>;
  close(): Promise<void>;
}

const networkStatus = /^Failed to load resource: the server responded with a status of/;
const assets = path.resolve(import.meta.dirname, '../../dist/assets');
const pictures = path.resolve(import.meta.dirname, '../../out/dashboard');

/** Starts the server. */
export async function openPlatform(browser: Browser): Promise<PlatformUnderTest> {
  const accounts = await openTestAccounts();
  const server = await openWorkspaceServer({ accounts });
  const checkouts = openCheckouts({ dataFolder: server.folder, blobs: server.platform().blobs, assets, log: silentLog });
  const platformFor = (tenant: TenantId | undefined) => ({ ...server.platformFor(tenant), checkouts, checks: { store: () => server.store.check() } });
  const api = await startTestApi({ environment: { GUARD_API_KEY: 'correct-horse-battery', GUARD_RATE_LIMIT_ENABLED: 'false' }, server: { platformFor } });
  const closers: (() => Promise<void>)[] = [];
  return {
    ...{ api, accounts, server },
    async work() {
      const product = { contextFor: (request: object) => ({ ...server.context(), ...request }) };
      const worker = await startJobs({ product, open: { platform: platformFor(undefined) }, slots: 1, log: silentLog });
      closers.unshift(() => worker.close());
      return worker;
    },
    async open(address, looks = {}) {
      const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...looks });
      closers.unshift(() => context.close());
      const page = await context.newPage();
      const problems: string[] = [];
      page.on('pageerror', (error) => problems.push(error.message));
      page.on('console', (message) => {
        if (['error', 'warning'].includes(message.type()) && !networkStatus.test(message.text())) problems.push(message.text());
      });
      await page.goto(`${api.url}/dashboard${address}`);
      return { page, problems };
    },
    async close() {
      for (const close of closers) await close();
      await api.close();
      await checkouts.close();
      await server.close();
      await accounts.close();
    },
  };
}

/** Fills in the sign-in that a page shows. */
export async function signIn(page: Page, { email, password }: { readonly email: string; readonly password: string }): Promise<void> {
  await page.getByLabel('E-mail address').fill(email);
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
}

/** Violations of the page in both themes that keep somebody out. */
export async function violationsOf(page: Page): Promise<readonly string[]> {
  const found: string[] = [];
  for (const colorScheme of ['dark', 'light'] as const) {
    await page.emulateMedia({ colorScheme });
    const { violations } = await new AxeBuilder({ page }).analyze();
    for (const { id, nodes } of violations)
      found.push(...nodes.map(({ target, failureSummary }) => `${colorScheme} ${id}: ${target.join(' ')} ${failureSummary ?? ''}`));
  }
  return found;
}

/** Keeps a picture of the page for people to look at, where they ask for it with SENTRIK_PICTURES. */
export async function keepPicture(page: Page, name: string): Promise<void> {
  if (process.env.SENTRIK_PICTURES === undefined) return;
  fs.mkdirSync(pictures, { recursive: true });
  await page.screenshot({ path: path.join(pictures, `${name}.png`) });
}

/** Whether anything is wider than the window, so that the page as a whole scrolls sideways. */
export function isTooWide(page: Page): Promise<boolean> {
  return page.evaluate(
    () => document.documentElement.scrollWidth > window.innerWidth || (document.querySelector('main')?.scrollWidth ?? 0) > window.innerWidth,
  );
}
