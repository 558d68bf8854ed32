import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import type { FindingPage } from '../../dashboard/wire.ts';
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

async function open(options: OpenOptions = { files: sampleFiles }): Promise<Page> {
  dashboard = await openDashboard(browser, { address: '/dashboard/findings', ...options });
  await dashboard.page.getByRole('listbox', { name: 'Findings' }).waitFor();
  return dashboard.page;
}

const titles = (page: Page) => page.locator('.row-title').allTextContents();
const chosen = (page: Page) => page.locator('[role=option][aria-selected=true]').textContent();
const focused = (page: Page) => page.evaluate(() => document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.tagName);

describe('the list of findings', () => {
  it('shows, for each filter, what the server has for it', async () => {
    const page = await open();
    const listed = async (query: string) => (await dashboard.json<FindingPage>(`/api/findings${query}`)).total;
    expect(await titles(page)).toHaveLength(await listed(''));
    await page.getByRole('button', { name: /^High/ }).click();
    await soon(() => titles(page)).toEqual(['High: Bad call']);
    expect(await listed('?severity=high')).toBe(1);
    await page.getByRole('button', { name: /^High/ }).click();
    await page.getByRole('combobox', { name: 'Rule' }).selectOption('old-call');
    await soon(() => titles(page)).toHaveLength(await listed('?rule=old-call'));
    await page
      .getByRole('textbox', { name: 'File' })
      .or(page.getByRole('combobox', { name: 'File' }))
      .fill('lib/');
    await soon(() => titles(page)).toHaveLength(await listed('?rule=old-call&file=lib/'));
    await page.getByRole('button', { name: 'Clear' }).click();
    const frameworks = await page.getByRole('combobox', { name: 'Framework' }).locator('option').allTextContents();
    const [framework, count] = /^(.*) \((\d+)\)$/.exec(frameworks.find((name) => name.includes('owasp')) ?? '')?.slice(1) ?? [];
    await page.getByRole('combobox', { name: 'Framework' }).selectOption(framework ?? '');
    await soon(() => titles(page)).toHaveLength(Number(count));
    expect(await listed(`?standard=${framework}`)).toBe(Number(count));
    await page.getByRole('button', { name: 'Clear' }).click();
    await page.getByRole('searchbox').fill('cwe-89');
    await soon(() => titles(page)).toEqual(['High: Bad call']);
    await page.getByRole('searchbox').fill('nothing like this');
    await page.getByRole('button', { name: 'Remove the filter' }).click();
    await soon(() => titles(page)).toHaveLength(4);
  });

  it('keeps the filter and the choice in the address', async () => {
    const page = await open();
    await page.getByRole('searchbox').fill('old');
    await rowsOf(page).nth(1).click();
    await soon(() => new URL(page.url()).searchParams.get('finding')).not.toBeNull();
    const before = await chosen(page);
    await page.reload();
    await soon(() => chosen(page)).toBe(before);
    expect(await titles(page)).toHaveLength(3);
    expect(await page.getByRole('searchbox').inputValue()).toBe('old');
  });

  it('is worked by keyboard alone', async () => {
    const page = await open();
    const all = await rowsOf(page).allTextContents();
    await soon(async () => {
      await page.keyboard.press('j');
      return page.locator('[role=option][aria-selected=true]').count();
    }).toBe(1);
    // The list may have taken more than one of these keys before it showed a choice.
    await soon(async () => {
      await page.keyboard.press('k');
      return chosen(page);
    }).toBe(all[0]);
    await page.keyboard.press('j');
    await soon(() => chosen(page)).toBe(all[1]);
    await page.keyboard.press('k');
    await soon(() => chosen(page)).toBe(all[0]);
    await page.keyboard.press('Enter');
    await soon(() => focused(page)).toBe('Finding');
    await page.keyboard.press('Escape');
    await soon(() => focused(page)).toBe('Findings');
    await page.keyboard.press('End');
    await soon(() => chosen(page)).toBe(all.at(-1));
    const active = await page.getByRole('listbox').getAttribute('aria-activedescendant');
    expect(await page.locator(`[id="${active}"]`).textContent()).toBe(all.at(-1));
    await page.keyboard.press('Escape');
    expect(await page.locator('[aria-selected=true]').count()).toBe(0);
    await page.keyboard.press('/');
    await soon(() => focused(page)).toBe('Search findings');
    await page.keyboard.type('j/3?');
    expect(await page.getByRole('searchbox').inputValue()).toBe('j/3?');
    await page.keyboard.press('Escape');
    await page.keyboard.press('Escape');
    await page.keyboard.press('?');
    await page.getByRole('dialog', { name: 'Keyboard' }).waitFor();
    await page.keyboard.press('Escape');
    expect(await page.getByRole('dialog').count()).toBe(0);
    for (const [key, title] of [
      ['3', 'Rules'],
      ['4', 'Packs'],
      ['1', 'Overview'],
      ['2', 'Findings'],
    ] as const) {
      await page.keyboard.press(key);
      await page.getByRole('heading', { level: 1, name: title }).waitFor();
    }
    expect(dashboard.problems).toEqual([]);
  });

  it('draws only what is in view of thousands', async () => {
    const lines = Array.from({ length: 100 }, (_unused, index) => `HOSTILE ${index}\n`).join('');
    const files = Object.fromEntries(Array.from({ length: 50 }, (_unused, index) => [`data/${index}.txt`, lines]));
    const page = await open({ files: { '.sentrik/rules/own.yaml': ownRules, '.sentrik/config.yaml': ownConfig, ...files } });
    expect(await page.locator('.page-note').textContent()).toBe('5,000 findings');
    expect(await rowsOf(page).count()).toBeLessThan(60);
    await page.getByRole('listbox').focus();
    await page.keyboard.press('End');
    await soon(() => page.locator('[aria-selected=true]').getAttribute('aria-posinset')).toBe('5000');
    expect(await page.locator('[aria-selected=true]').isVisible()).toBe(true);
    expect(await rowsOf(page).count()).toBeLessThan(60);
    await page.getByRole('searchbox').fill('data/7.txt');
    await soon(() => page.locator('.page-note').textContent()).toBe('100 of 5,000 findings');
  });

  it('gives the whole narrow screen to what is chosen, and back', async () => {
    const page = await open({ files: sampleFiles, browser: { viewport: { width: 400, height: 760 } } });
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(400);
    await rowsOf(page).first().click();
    await page.getByRole('button', { name: 'Back to the list' }).waitFor();
    expect(await page.getByRole('listbox').isVisible()).toBe(false);
    await page.getByRole('button', { name: 'Back to the list' }).click();
    await page.getByRole('listbox').waitFor();
  });
});

describe('a finding', () => {
  it('shows its code with the place marked, help, classification and safe references', async () => {
    const page = await open();
    await rowsOf(page)
      .filter({ hasText: /Old call.*line 2/ })
      .click();
    await page.locator('.code-frame').first().waitFor();
    expect((await marked(page)).join('')).toBe('old(value)');
    expect(await page.locator('.code-frame tr.marked .line-number').first().textContent()).toBe('2');
    const text = (await page.locator('.detail').textContent()) ?? '';
    expect(text).toContain('The old call loses data. Use the fresh one.');
    const { findings } = await dashboard.json<FindingPage>('/api/findings?rule=old-call&file=a.js');
    for (const [framework, controls] of Object.entries(findings[0]?.controls ?? {})) expect(text).toContain(`${framework}${controls.join(', ')}`);
    expect(text).toContain(findings[0]?.fingerprint ?? 'a finding');
    expect(await page.getByRole('link', { name: 'CWE-477' }).getAttribute('href')).toBe('https://cwe.mitre.org/data/definitions/477.html');
    expect(await page.getByRole('link', { name: 'https://example.org/old' }).count()).toBe(1);
    expect(text).toContain('javascript:alert(1)');
    expect(await page.locator('a[href^="javascript:"]').count()).toBe(0);
  });

  it('is repaired after a question, which changes the file, and is gone after the next scan', async () => {
    const page = await open();
    await rowsOf(page)
      .filter({ hasText: /Old call.*line 2/ })
      .click();
    const diff = page.getByRole('region', { name: 'Change to src/a.js' });
    await diff.waitFor();
    expect(await diff.locator('tr.removed .line-code').textContent()).toContain('const first = old(value);');
    expect(await diff.locator('tr.added .line-code').textContent()).toContain('const first = fresh(value);');
    await page.getByRole('button', { name: 'Apply fix' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click();
    expect(dashboard.api.project.read('src/a.js')).toBe(sampleFiles['src/a.js']);
    await page.getByRole('button', { name: 'Apply fix' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Apply fix' }).click();
    await page.getByText('The fix is written.').waitFor();
    expect(dashboard.api.project.read('src/a.js')).toBe(sampleFiles['src/a.js']?.replace('old(', 'fresh('));
    await soon(() => chosen(page)).toContain('fixed, not rescanned');
    await page.getByRole('button', { name: 'Scan again' }).click();
    await soon(() => titles(page)).toHaveLength(3);
    await page.getByRole('heading', { name: 'This finding is gone' }).waitFor();
    expect(dashboard.problems).toEqual([]);
  });

  it('whose fix cannot be verified says so and is written only after "Apply anyway"', async () => {
    const page = await open();
    await rowsOf(page)
      .filter({ hasText: /Bad call/ })
      .click();
    await page.getByRole('button', { name: 'Apply fix' }).click();
    const dialog = page.getByRole('dialog');
    expect(await dialog.textContent()).toContain('It could not be shown that this fix removes the finding without a new one.');
    expect(await dialog.getByRole('button', { name: 'Apply fix' }).count()).toBe(0);
    await dialog.getByRole('button', { name: 'Apply anyway' }).click();
    await page.getByText('The fix is written.').waitFor();
    expect(dashboard.api.project.read('src/b.js')).toContain('bad((');
  });

  it('whose file has changed meanwhile is said to be out of date and offers no fix', async () => {
    const page = await open();
    dashboard.api.project.write('src/a.js', 'export const other = 1;\n');
    await rowsOf(page)
      .filter({ hasText: /Old call.*line 2/ })
      .click();
    await page.getByText('The file no longer has this finding').waitFor();
    expect(await page.getByRole('button', { name: 'Apply fix' }).count()).toBe(0);
  });

  it('shows the refusal of a fix in the server’s words', async () => {
    const page = await open();
    await rowsOf(page)
      .filter({ hasText: /Old call.*line 2/ })
      .click();
    await page.getByRole('button', { name: 'Apply fix' }).click();
    dashboard.api.project.write('src/a.js', 'export const other = 1;\n');
    await page.getByRole('dialog').getByRole('button', { name: 'Apply fix' }).click();
    await page
      .getByRole('dialog')
      .getByText(/^The file has no finding [0-9a-f]+ any more$/)
      .waitFor();
    expect(dashboard.api.project.read('src/a.js')).toBe('export const other = 1;\n');
  });

  it('that the rate limit holds back says when to try again, and what the list knows is still there', async () => {
    const page = await open({ files: sampleFiles, environment: { GUARD_RATE_LIMIT_RPM: '5' } });
    for (let index = 0; index < 4; index += 1) {
      await rowsOf(page).nth(index).click();
      const refused = page.locator('.detail [role=alert]');
      await page.locator('.detail .code-frame').or(refused).first().waitFor();
      if ((await refused.count()) > 0) break;
    }
    expect(await page.locator('.detail [role=alert]').textContent()).toMatch(/try again in \d+ s/);
    expect(await page.locator('.detail h2').first().textContent()).not.toBe('');
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.locator('.detail [role=alert]').waitFor();
    expect(dashboard.problems).toEqual([]);
  });

  it('from hostile files and rules is shown as text', async () => {
    const name = "src/<img src=x onerror=alert('file')>.txt";
    const page = await open({ files: { ...sampleFiles, [name]: 'HOSTILE <b onclick=alert(1)>code</b> \'"` </script>\n' } });
    await page.getByRole('searchbox').fill('hostile-text');
    await rowsOf(page).click();
    await page.locator('.code-frame').waitFor();
    const text = (await page.locator('#app').textContent()) ?? '';
    for (const part of [name, "<img src=x onerror=alert('title')> & more", "<script>alert('message')</script>", '<b onclick=alert(1)>code</b>'])
      expect(text).toContain(part);
    expect(await page.locator('#app :is(img, script, b)').count()).toBe(0);
    await page.goto(`${dashboard.api.url}/dashboard`);
    await page.locator('.rank-card').first().waitFor();
    expect(await page.locator('#app :is(img, script, b)').count()).toBe(0);
    expect(dashboard.problems).toEqual([]);
  });
});

function marked(page: Page): Promise<string[]> {
  return page.locator('.detail-code mark').allTextContents();
}
