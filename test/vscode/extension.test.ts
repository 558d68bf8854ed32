import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { launchBrowser } from '../dashboard/open-dashboard.ts';
import { makeProject, type TestProject } from '../support/project.ts';
import { type Editor, expectText, openEditor, soon } from './editor.ts';
import { sampleFiles } from './sample.ts';
import { startVscode, type VscodeServer } from './start-vscode.ts';

let vscode: VscodeServer;
let browser: Browser;
let project: TestProject;
let editor: Editor;

vi.setConfig({ testTimeout: 150_000 });

// One window for all tests, in the order in which a user would go: each leaves the window fit for the next one.
beforeAll(async () => {
  [vscode, browser] = await Promise.all([startVscode(), launchBrowser()]);
  project = makeProject(sampleFiles);
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  editor = await openEditor(page, `${vscode.url}/?folder=${project.root}`, true);
}, 300_000);

afterAll(async () => {
  await browser?.close();
  await vscode?.close();
  project?.remove();
}, 60_000);

describe('a file in front', () => {
  it('has findings underlined while it is written, unsaved', async () => {
    await editor.openFile('a.js');
    await editor.problems().first().waitFor();
    expect(await editor.problems().count()).toBe(1);
    await editor.typeAtEnd('old(second);\n');
    await soon(() => editor.problems().count()).toBe(2);
    await editor.picture('squiggles');
    expect(project.read('src/a.js')).toBe(sampleFiles['src/a.js']);
  });

  it('has its findings counted in the status bar', async () => {
    await soon(() => editor.statusBar().textContent()).toContain('2');
    expect(await editor.statusBar().locator('a').getAttribute('aria-label')).toContain('2 findings in this file');
  });

  it('is repaired by a click on a quick fix', async () => {
    await editor.goTo(5, 2);
    const menu = await editor.quickFixes();
    await editor.picture('quick-fix-menu');
    await menu.getByText('Replace with the safe form').click();
    await expectText(editor, 'fresh(second)');
    await soon(() => editor.problems().count()).toBe(1);
    await soon(() => editor.statusBar().textContent()).toContain('1');
  });

  it('is repaired as a whole by one command', async () => {
    await editor.typeAtEnd('old(third);\n');
    await soon(() => editor.problems().count()).toBe(2);
    await editor.command('Sentrik: Apply All Verified Fixes in This File');
    await expectText(editor, 'fresh(third)');
    await soon(() => editor.problems().count()).toBe(0);
    await editor.save();
    expect(project.read('src/a.js')).toContain('first = fresh(value)');
  });
});

describe('an untitled text', () => {
  it('has findings while it is written, and is repaired by a quick fix', async () => {
    await editor.command('File: New Untitled Text File');
    await editor.page.locator('.tab.active', { hasText: 'Untitled-1' }).waitFor();
    await editor.command('Change Language Mode');
    await editor.page.locator('.quick-input-widget:visible input[type=text]').fill('JavaScript');
    await editor.choose('JavaScript');
    await editor.typeAtEnd('const one = old(first);\n');
    await soon(() => editor.problems().count()).toBe(1);
    await editor.goTo(1, 15);
    const menu = await editor.quickFixes();
    await editor.picture('untitled');
    await menu.getByText('Replace with the safe form').click();
    await expectText(editor, 'fresh(first)');
    await soon(() => editor.problems().count()).toBe(0);
    await editor.command('View: Revert and Close Editor');
    await editor.page.locator('.tab', { hasText: 'Untitled-1' }).waitFor({ state: 'detached' });
  });
});

describe('the findings view', () => {
  it('says that nothing but open files was checked while it is empty', async () => {
    await editor.command('View: Show Sentrik');
    const pane = editor.page.locator('.pane-body').first();
    await soon(() => pane.textContent()).toContain('Files that are not open were not checked');
    await editor.picture('findings-empty');
    expect(await pane.getByRole('button', { name: 'Check Workspace' }).isVisible()).toBe(true);
  });

  it('lists the findings of the whole workspace by file, with a badge', async () => {
    await editor.page.locator('.pane-body').first().getByRole('button', { name: 'Check Workspace' }).click();
    await editor.rows('b.js').first().waitFor();
    await soon(() => editor.rows(/Bad call|Old call/).count()).toBe(3);
    expect(await editor.page.locator('.pane-body').first().textContent()).toContain('files checked at');
    await soon(() => editor.page.locator('.activitybar .badge-content', { hasText: '3' }).count()).toBe(1);
    await editor.picture('findings-by-file');
  });

  it('opens the place of a finding', async () => {
    await editor.rows('Bad call').first().click();
    await editor.page.locator('.tab.active', { hasText: 'b.js' }).waitFor();
    await soon(() => editor.page.locator('.statusbar-item', { hasText: 'Ln 2' }).count()).toBe(1);
    expect(await editor.text()).toContain('bad(');
  });

  it('groups by severity, rule and control', async () => {
    await editor.command('Sentrik: Group Findings By…');
    await editor.choose('Severity');
    await soon(() => editor.rows(/^high|^medium/).count()).toBe(2);
    await editor.picture('findings-by-severity');
    await editor.command('Sentrik: Group Findings By…');
    await editor.choose('Control');
    await soon(() => editor.rows(/A03:2021/).count()).toBeGreaterThan(0);
    expect(await editor.rows('No control of an enabled framework').count()).toBe(1);
    await editor.picture('findings-by-control');
    await editor.command('Sentrik: Group Findings By…');
    await editor.choose('File');
    await editor.rows('b.js').first().waitFor();
  });

  it('shows only what passes its filter, and says so', async () => {
    await editor.command('Sentrik: Filter Findings…');
    await editor.accept('Show findings of these severities');
    await editor.answer('Show findings with these words', 'bad');
    await soon(() => editor.rows(/Bad call|Old call/).count()).toBe(1);
    expect(await editor.page.locator('.pane-header').first().textContent()).toContain('1 of 3');
    await editor.picture('findings-filtered');
    await editor.command('Sentrik: Clear Filter of Findings');
    await soon(() => editor.rows(/Bad call|Old call/).count()).toBe(3);
  });

  it('suppresses a finding for the reason that it asks for', async () => {
    await editor.fromMenu(editor.rows('Bad call').first(), 'Suppress with a Reason…');
    await editor.choose('With a comment in the code');
    await editor.answer('Suppress bad-call', 'only a sample');
    await expectText(editor, 'SENTRIK-SUPPRESS: bad-call — only a sample [owner=');
    await soon(() => editor.text()).toMatch(/only a sample \[owner=\S+ expires=\d{4}-\d{2}-\d{2}\]/);
    await soon(() => editor.rows('Bad call').count()).toBe(0);
    await editor.picture('suppressed');
    await editor.save();
  });

  it('shows the help of a rule as a page', async () => {
    await editor.fromMenu(editor.rows('Old call').first(), 'Explain');
    const page = editor.page.frameLocator('iframe.webview.ready').frameLocator('#active-frame');
    await page.getByText('The old call loses data').first().waitFor({ timeout: 60_000 });
    await editor.picture('rule-page');
    expect(await page.locator('h1').first().textContent()).toBe('Old call');
  });

  it('repairs the whole workspace after a preview', async () => {
    await editor.command('Sentrik: Apply All Verified Fixes in the Workspace…');
    await editor.page.getByRole('button', { name: 'Look at Each Change' }).click();
    const apply = editor.page.getByRole('button', { name: 'Apply', exact: true }).first();
    await apply.waitFor({ timeout: 60_000 });
    await editor.tickAll('.bulk-edit-panel');
    await editor.picture('fix-preview');
    expect(project.read('lib/c.js')).toBe(sampleFiles['lib/c.js']);
    await apply.click();
    await soon(() => editor.rows('Old call').count()).toBe(0);
    await editor.command('File: Save All Files');
    await soon(() => project.read('lib/c.js')).toBe('fresh(3);\n');
  });
});

describe('settings and packs', () => {
  it('take effect at once', async () => {
    await editor.openFile('b.js');
    await editor.typeAtEnd('old(late);\n');
    await soon(() => editor.problems().count()).toBe(1);
    project.write('.vscode/settings.json', JSON.stringify({ 'sentrik.minimumSeverity': 'high' }));
    await soon(() => editor.problems().count()).toBe(0);
    expect(await editor.text()).toContain('old(late)');
    project.write('.vscode/settings.json', JSON.stringify({}));
    await soon(() => editor.problems().count()).toBe(1);
  });

  it('are chosen from a list, which is written to the project', async () => {
    await editor.command('Sentrik: Choose Packs…');
    await editor.page.locator('.quick-input-list-row', { hasText: 'Own rules' }).first().waitFor();
    await editor.picture('pack-picker');
    await editor.page.locator('.quick-input-widget:visible input[type=text]').fill('SOC 2');
    await editor.page.locator('.quick-input-list-row', { hasText: 'SOC 2' }).first().click();
    await editor.page.keyboard.press('Enter');
    await soon(() => project.read('.sentrik/config.yaml')).toMatch(/soc-?2/i);
    expect(project.read('.sentrik/config.yaml')).toContain('own');
  });
});

describe('the rest of the extension', () => {
  it('introduces itself in a walkthrough', async () => {
    await editor.command('Sentrik: Get Started');
    await editor.page.getByText('Get started with Sentrik').first().waitFor({ timeout: 60_000 });
    await editor.picture('walkthrough');
    expect(await editor.page.getByText('Verified fixes').first().isVisible()).toBe(true);
  });

  it('opens the dashboard, which it brings with it, in the browser', async () => {
    const opened = editor.page.context().waitForEvent('page', { timeout: 60_000 });
    await editor.command('Sentrik: Open Dashboard');
    const dashboard = await opened;
    await soon(() => dashboard.url()).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/dashboard/);
    await dashboard.getByRole('heading').first().waitFor({ timeout: 60_000 });
    expect(await dashboard.title()).toContain('Sentrik');
    await dashboard.screenshot({ path: editor.picturePath('dashboard') });
    await dashboard.close();
  });
});

describe('the agents of the editor', () => {
  async function answers(): Promise<Readonly<Record<'tools' | 'served' | 'check' | 'explain', unknown>>> {
    project.write('docs/answers.txt', '');
    await editor.command('Probe: Ask the Tools');
    await soon(() => project.read('docs/answers.txt')).toContain('explain');
    return JSON.parse(project.read('docs/answers.txt')) as Awaited<ReturnType<typeof answers>>;
  }

  it('have tools that check and explain', async () => {
    const { tools, check, explain } = await answers();
    expect(tools).toEqual(['sentrik_check', 'sentrik_explain', 'sentrik_fix']);
    expect(JSON.parse(String(check))).toMatchObject({ findings: [{ rule_id: 'bad-call' }] });
    expect(JSON.parse(String(explain))).toMatchObject({ id: 'old-call' });
  });

  it('start the bundled MCP server, which tells them its tools', async () => {
    await editor.reach('MCP: List Servers', 'Sentrik', 'Start Server');
    await editor.choose('Start Server');
    await soon(async () => (await answers()).served).toEqual(expect.arrayContaining([expect.stringMatching(/check/)]));
    await editor.command('MCP: List Servers');
    await editor.page.locator('.quick-input-list-row', { hasText: 'Sentrik' }).first().waitFor();
    await editor.picture('mcp-servers');
    await editor.page.keyboard.press('Escape');
  });
});

describe('a folder that is not trusted', () => {
  it('is checked with the rules of the product alone, and says so', async () => {
    const strange = makeProject({ ...sampleFiles, 'src/d.js': "old(1);\nconst crypto = require('crypto');\ncrypto.createHash('md5').update(password);\n" });
    const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
    const restricted = await openEditor(page, `${vscode.url}/?folder=${strange.root}`, false);
    await restricted.openFile('d.js');
    await restricted.problems().first().waitFor({ timeout: 60_000 });
    await restricted.command('View: Show Sentrik');
    await restricted
      .rows(/line 3/)
      .first()
      .waitFor();
    await restricted.picture('restricted');
    expect(await restricted.rows('Old call').count()).toBe(0);
    expect(await restricted.statusBar().locator('.codicon-workspace-untrusted').count()).toBe(1);
    await page.close();
    strange.remove();
  });
});
