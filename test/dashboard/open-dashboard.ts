import type { Browser, BrowserContextOptions, Locator, Page } from 'playwright-core';
import { expect } from 'vitest';
import { startTestApi, type TestApi, type TestApiOptions } from '../support/api-server.ts';

export interface OpenOptions extends TestApiOptions {
  /** Whether the project is scanned before the page opens; it is unless said otherwise. */
  readonly scan?: boolean;
  /** Address under the server; the overview when absent. */
  readonly address?: string;
  readonly browser?: BrowserContextOptions;
}

/** The dashboard of a temporary project in a real browser, served by the real server. */
export interface OpenDashboard {
  readonly page: Page;
  readonly api: TestApi;
  /** What must not happen: errors of the page, refused content, requests to other hosts, dialogs of the browser. */
  readonly problems: string[];
  /** GET with the server's answer, which has the type of the operation that answers. */
  json<T>(target: string): Promise<T>;
  close(): Promise<void>;
}

/** The rows of a list; the choices of a select are options too. */
export function rowsOf(page: Page): Locator {
  return page.getByRole('listbox').getByRole('option');
}

/** Expects what will be true soon: the page answers when the machine lets it. */
export function soon<T>(read: () => T | Promise<T>): ReturnType<typeof expect.poll<T>> {
  return expect.poll(read, { timeout: 20_000 });
}

const networkStatus = /^Failed to load resource: the server responded with a status of/;

/** Starts a server over the files, scans them and opens the page. */
export async function openDashboard(
  browser: Browser,
  { scan = true, address = '/dashboard', browser: looks = {}, ...server }: OpenOptions,
): Promise<OpenDashboard> {
  const api = await startTestApi(server);
  const key = server.environment?.GUARD_API_KEY;
  const headers = key === undefined ? {} : { 'X-API-Key': key };
  if (scan) await api.send('POST', '/api/run-scan', { body: {}, headers });
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...looks });
  const page = await context.newPage();
  const problems: string[] = [];
  page.on('pageerror', (error) => problems.push(error.message));
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type()) && !networkStatus.test(message.text())) problems.push(message.text());
  });
  page.on('request', (request) => {
    if (!request.url().startsWith(api.url) && !request.url().startsWith('data:')) problems.push(`request to ${request.url()}`);
  });
  page.on('dialog', (dialog) => {
    problems.push(`dialog ${dialog.message()}`);
    void dialog.dismiss();
  });
  await page.goto(`${api.url}${address}`);
  return {
    page,
    api,
    problems,
    json: async <T>(target: string) => (await api.send('GET', target, { headers })).json as T,
    close: async () => {
      await context.close();
      await api.close();
    },
  };
}

/** Rules of the test projects, so that a change in the product's packs changes no test here. */
export const ownRules = `pack:
  id: own
  name: Own rules
  description: Rules of this project.
rules:
  - id: old-call
    title: Old call
    languages: [javascript]
    severity: WARNING
    message: "old is called; use \`fresh\`"
    help: |
      The old call loses data. Use the fresh one.

      - It checks its input.
    pattern: old($X)
    fix: fresh($X)
    metadata:
      cwe: CWE-477
      confidence: HIGH
      references: ["https://example.org/old", "javascript:alert(1)"]
  - id: bad-call
    title: Bad call
    languages: [javascript]
    severity: ERROR
    message: bad is called
    pattern: bad($X)
    fix: bad((
    metadata: { cwe: CWE-89, confidence: HIGH }
  - id: hostile-text
    title: "<img src=x onerror=alert('title')> & more"
    languages: [generic]
    severity: INFO
    message: "<script>alert('message')</script> $0"
    pattern-regex: HOSTIL[E].*
    metadata: { cwe: CWE-79, confidence: LOW }
`;

export const ownConfig = 'standards_packs: [own]\n';

/** A small project with findings of three rules, one of them with a fix that can be verified and one with one that cannot. */
export const sampleFiles: Readonly<Record<string, string>> = {
  '.sentrik/rules/own.yaml': ownRules,
  '.sentrik/config.yaml': ownConfig,
  'src/a.js': 'export function run(value) {\n  const first = old(value);\n  return first + 1;\n}\n',
  'src/b.js': "// reads\nbad(read('x'));\n\nold(2);\n",
  'lib/c.js': 'old(3);\n',
  'docs/note.txt': 'fine\n',
};
