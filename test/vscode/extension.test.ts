import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { launchBrowser } from '../support/browser.ts';
import { makeProject, type TestProject } from '../support/project.ts';
import { type Editor, expectProblems, expectText, openEditor } from './editor.ts';
import { restoreSample, sampleFiles } from './sample.ts';
import { startVscode, type VscodeServer } from './start-vscode.ts';
import { brief, expectSoon, patience, until } from './until.ts';

let vscode: VscodeServer;
let browser: Browser;
let project: TestProject;
let editor: Editor;
let hasWindow = false;

// Each step of a test has its own limit and tells what did not come; this one is for what never ends.
vi.setConfig({ testTimeout: 300_000, hookTimeout: 300_000 });

beforeAll(async () => {
  [vscode, browser] = await Promise.all([startVscode(), launchBrowser()]);
});

// One window for all tests, which each of them finds without open files on the untouched sample; a new one, with a new folder, after a failure.
beforeEach(async () => {
  if (hasWindow) await startAfresh();
  else await openWindow();
});

afterEach(async ({ task }) => {
  if (task.result?.state !== 'fail') return;
  if (hasWindow) await editor.picture(`failed-${task.name.replaceAll(/\W+/g, '-')}`).catch(() => undefined);
  await closeWindow();
});

afterAll(async () => {
  await closeWindow();
  await browser?.close();
  await vscode?.close();
});

async function openWindow(): Promise<void> {
  project = makeProject(sampleFiles);
  editor = await openEditor(await newPage(), `${vscode.url}/?folder=${project.root}`, true);
  hasWindow = true;
}

function newPage(): Promise<Page> {
  return browser.newPage({ viewport: { width: 1280, height: 800 } });
}

async function closeWindow(): Promise<void> {
  for (const context of browser?.contexts() ?? []) await context.close();
  project?.remove();
  hasWindow = false;
}

async function startAfresh(): Promise<void> {
  project.write('docs/afresh.txt', '');
  await until('a window without open files', {
    isSeen: () => Promise.resolve(project.read('docs/afresh.txt') === 'done'),
    act: () => editor.command('Probe: Start Afresh'),
    rest: 5 * brief,
  });
  restoreSample(project);
}

describe('a file in front', () => {
  it('has findings underlined and counted while it is written, unsaved', async () => {
    await editor.openFile('a.js');
    await expectProblems(editor, 1);
    await editor.typeAtEnd('old(second);\n');
    await expectProblems(editor, 2);
    await editor.picture('squiggles');
    expect(project.read('src/a.js')).toBe(sampleFiles['src/a.js']);
    await expectSoon(() => editor.statusBar().textContent()).toContain('2');
    expect(await editor.statusBar().locator('a').getAttribute('aria-label')).toContain('2 findings in this file');
  });

  it('is repaired by a click on a quick fix', async () => {
    await editor.openFile('a.js');
    await editor.typeAtEnd('old(second);\n');
    await expectProblems(editor, 2);
    await editor.goTo(5, 2);
    await editor.quickFix('Replace with the safe form', { text: 'fresh(second)', picture: 'quick-fix-menu' });
    await expectProblems(editor, 1);
    await expectSoon(() => editor.statusBar().textContent()).toContain('1');
  });

  it('is repaired as a whole by one command', async () => {
    await editor.openFile('a.js');
    await editor.typeAtEnd('old(third);\n');
    await expectProblems(editor, 2);
    await editor.command('Sentrik: Apply All Verified Fixes in This File');
    await expectText(editor, 'fresh(third)');
    await expectProblems(editor, 0);
    await editor.save();
    expect(project.read('src/a.js')).toContain('first = fresh(value)');
  });
});

describe('an untitled text', () => {
  it('has findings while it is written, and is repaired by a quick fix', async () => {
    await editor.command('File: New Untitled Text File');
    await editor.page.locator('.tab.active', { hasText: 'Untitled-' }).waitFor();
    await until('a text of JavaScript', {
      isSeen: () => editor.page.locator('.statusbar-item', { hasText: /^JavaScript$/ }).isVisible(),
      act: async () => {
        await editor.command('Change Language Mode');
        await editor.box.narrow('JavaScript');
        await editor.choose('JavaScript');
      },
    });
    await editor.typeAtEnd('const one = old(first);\n');
    await expectProblems(editor, 1);
    await editor.goTo(1, 15);
    await editor.quickFix('Replace with the safe form', { text: 'fresh(first)', picture: 'untitled' });
    await expectProblems(editor, 0);
  });
});

describe('the findings view', () => {
  const allRows = /Bad call|Old call/;

  /** The view of a server that has not checked the workspace. */
  async function showUnchecked(): Promise<Locator> {
    const pane = await editor.showFindings();
    const isSeen = async () => (await pane.textContent({ timeout: brief }))?.includes('Files that are not open were not checked') === true;
    await until('a view of nothing', { isSeen, act: () => editor.command('Sentrik: Restart Server'), rest: 10 * brief });
    return pane;
  }

  async function showChecked(): Promise<void> {
    await editor.showFindings();
    await editor.command('Sentrik: Check Workspace');
    await expectSoon(() => editor.rows(allRows).count()).toBe(4);
  }

  async function groupBy(grouping: string): Promise<void> {
    await editor.command('Sentrik: Group Findings By…');
    await editor.choose(grouping);
  }

  it('says that nothing but open files was checked while it is empty', async () => {
    const pane = await showUnchecked();
    await editor.picture('findings-empty');
    expect(await pane.getByRole('button', { name: 'Check Workspace' }).isVisible()).toBe(true);
  });

  it('lists the findings of the whole workspace by file, with a badge', async () => {
    const pane = await showUnchecked();
    await until('the list of findings', {
      isSeen: async () => (await editor.rows('b.js').count()) > 0,
      act: () => pane.getByRole('button', { name: 'Check Workspace' }).click({ timeout: brief }),
      rest: 10 * brief,
    });
    await expectSoon(() => editor.rows(allRows).count()).toBe(4);
    await expectSoon(() => pane.textContent()).toContain('files checked at');
    await expectSoon(() => editor.page.locator('.activitybar .badge-content', { hasText: '4' }).count()).toBe(1);
    await editor.picture('findings-by-file');
  });

  it('opens the place of a finding', async () => {
    await showChecked();
    await until('the place of the finding', {
      isSeen: async () => (await editor.page.locator('.statusbar-item', { hasText: 'Ln 2' }).count()) === 1,
      act: () => editor.rows('Bad call').first().click({ timeout: brief }),
    });
    await editor.page.locator('.tab.active', { hasText: 'b.js' }).waitFor();
    await expectText(editor, 'bad(');
  });

  it('groups by severity, rule and control', async () => {
    await showChecked();
    await groupBy('Severity');
    await expectSoon(() => editor.rows(/^high|^medium/).count()).toBe(2);
    await editor.picture('findings-by-severity');
    await groupBy('Control');
    await expectSoon(() => editor.rows(/A03:2021/).count()).toBeGreaterThan(0);
    expect(await editor.rows('No control of an enabled framework').count()).toBe(1);
    await editor.picture('findings-by-control');
    await groupBy('File');
    await editor.rows('b.js').first().waitFor();
  });

  it('shows only what passes its filter, and says so', async () => {
    await showChecked();
    await editor.command('Sentrik: Filter Findings…');
    await editor.accept('Show findings of these severities');
    await editor.answer('Show findings with these words', 'bad');
    await expectSoon(() => editor.rows(allRows).count()).toBe(1);
    await expectSoon(() => editor.page.locator('.sidebar .pane-header').first().textContent()).toContain('1 of 4');
    await editor.picture('findings-filtered');
    await editor.command('Sentrik: Clear Filter of Findings');
    await expectSoon(() => editor.rows(allRows).count()).toBe(4);
  });

  it('suppresses a finding for the reason that it asks for', async () => {
    await showChecked();
    await editor.fromMenu(editor.rows('Bad call').first(), 'Suppress with a Reason…', editor.box.rows('With a comment in the code'));
    await editor.choose('With a comment in the code');
    await editor.answer('Suppress bad-call', 'only a sample');
    await expectText(editor, /SENTRIK-SUPPRESS: bad-call — only a sample \[owner=\S+ expires=\d{4}-\d{2}-\d{2}\]/);
    await expectSoon(() => editor.rows('Bad call').count()).toBe(0);
    await editor.picture('suppressed');
    await editor.save();
    expect(project.read('src/b.js')).toContain('SENTRIK-SUPPRESS: bad-call');
  });

  it('shows the help of a rule as a page', async () => {
    await showChecked();
    await editor.fromMenu(editor.rows('Old call').first(), 'Explain', editor.page.locator('iframe.webview.ready'));
    const page = editor.page.frameLocator('iframe.webview.ready').frameLocator('#active-frame');
    await page.getByText('The old call loses data').first().waitFor();
    await editor.picture('rule-page');
    await expectSoon(() => page.locator('h1').first().textContent()).toBe('Old call');
  });

  it('repairs the whole workspace after a preview', async () => {
    await showChecked();
    const look = editor.page.getByRole('button', { name: 'Look at Each Change' });
    const apply = editor.page.getByRole('button', { name: 'Apply', exact: true }).first();
    await editor.command('Sentrik: Apply All Verified Fixes in the Workspace…');
    await look.waitFor();
    await until('the preview of the fixes', { isSeen: () => apply.isVisible(), act: () => look.click({ timeout: brief }) });
    await editor.tickAll('.bulk-edit-panel');
    await editor.picture('fix-preview');
    expect(project.read('lib/c.js')).toBe(sampleFiles['lib/c.js']);
    await until('a list without what the fixes repair', {
      isSeen: async () => (await editor.rows('Old call').count()) === 0,
      act: () => apply.click({ timeout: brief }),
      rest: 5 * brief,
    });
    await editor.command('File: Save All Files');
    await expectSoon(() => project.read('lib/c.js')).toBe('fresh(3);\n');
  });
});

describe('settings and packs', () => {
  it('take effect at once', async () => {
    await editor.openFile('a.js');
    await editor.typeAtEnd('old(late);\n');
    await expectProblems(editor, 2);
    project.write('.vscode/settings.json', JSON.stringify({ 'sentrik.minimumSeverity': 'high' }));
    await expectProblems(editor, 0);
    expect(await editor.text()).toContain('old(late)');
    project.write('.vscode/settings.json', JSON.stringify({}));
    await expectProblems(editor, 2);
  });

  it('are chosen from a list, which is written to the project', async () => {
    await editor.command('Sentrik: Choose Packs…');
    await editor.box.rows('Own rules').first().waitFor();
    await editor.picture('pack-picker');
    await editor.box.narrow('SOC 2');
    await editor.box.tick('SOC 2');
    await editor.accept('Packs that check this project');
    await expectSoon(() => project.read('.sentrik/config.yaml')).toMatch(/soc-?2/i);
    expect(project.read('.sentrik/config.yaml')).toContain('own');
  });
});

describe('the rest of the extension', () => {
  it('introduces itself in a walkthrough', async () => {
    await editor.command('Sentrik: Get Started');
    await editor.page.getByText('Get started with Sentrik').first().waitFor();
    await editor.page.getByText('Verified fixes').first().waitFor();
    await editor.picture('walkthrough');
    expect(await editor.page.getByText('Choose packs and frameworks').first().isVisible()).toBe(true);
  });

  it('opens the dashboard, which it brings with it, in the browser', async () => {
    const opened = editor.page.context().waitForEvent('page', { timeout: patience });
    await editor.command('Sentrik: Open Dashboard');
    const dashboard = await opened;
    await expectSoon(() => dashboard.url()).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/dashboard/);
    await dashboard.getByRole('heading').first().waitFor({ timeout: patience });
    expect(await dashboard.title()).toContain('Sentrik');
    await dashboard.screenshot({ path: editor.picturePath('dashboard') });
    await dashboard.close();
  });
});

describe('the agents of the editor', () => {
  async function answers(): Promise<Readonly<Record<'tools' | 'served' | 'check' | 'explain', unknown>>> {
    project.write('docs/answers.txt', '');
    await until('the answers of the tools', {
      isSeen: () => Promise.resolve(project.read('docs/answers.txt').includes('explain')),
      act: () => editor.command('Probe: Ask the Tools'),
      rest: 10 * brief,
    });
    return JSON.parse(project.read('docs/answers.txt')) as Awaited<ReturnType<typeof answers>>;
  }

  it('have tools that check and explain', async () => {
    const { tools, check, explain } = await answers();
    expect(tools).toEqual(['sentrik_check', 'sentrik_explain', 'sentrik_fix']);
    expect(JSON.parse(String(check))).toMatchObject({ findings: [{ rule_id: 'bad-call' }] });
    expect(JSON.parse(String(explain))).toMatchObject({ id: 'old-call' });
  });

  it('start the bundled MCP server, which tells them its tools', async () => {
    await listServers(editor);
    await editor.choose('Sentrik: ');
    await editor.choose('Start Server');
    await expectSoon(async () => (await answers()).served).toEqual(expect.arrayContaining([expect.stringMatching(/check/)]));
    await listServers(editor);
    await editor.box.rows('Running').first().waitFor();
    await editor.picture('mcp-servers');
    await editor.box.close();
  });
});

describe('a folder that is not trusted', () => {
  it('is checked with the rules of the product alone, and says so, until it is trusted', async () => {
    const strange = makeProject({ ...sampleFiles, 'src/d.js': "old(1);\nconst crypto = require('crypto');\ncrypto.createHash('md5').update(password);\n" });
    const restricted = await openEditor(await newPage(), `${vscode.url}/?folder=${strange.root}`, false);
    const mark = restricted.statusBar().locator('.codicon-workspace-untrusted');
    try {
      await restricted.openFile('d.js');
      await expectSoon(() => mark.count()).toBe(1);
      await restricted.showFindings();
      await expectSoon(() => restricted.rows(/line 3/).count()).toBeGreaterThan(0);
      expect(await restricted.rows('Old call').count()).toBe(0);
      await restricted.picture('restricted');
      await listServers(restricted);
      expect(await restricted.box.rows('Sentrik: ').count()).toBe(0);
      await restricted.box.close();
      await trust(restricted);
      await expectSoon(() => mark.count()).toBe(0);
      await expectSoon(() => restricted.rows('Old call').count()).toBeGreaterThan(0);
      await listServers(restricted);
      await expectSoon(() => restricted.box.rows('Sentrik: ').count()).toBe(1);
    } finally {
      await restricted.picture('trusted').catch(() => undefined);
      await restricted.page.close();
      strange.remove();
    }
  });

  async function trust({ page, command }: Editor): Promise<void> {
    const button = page.locator('.workspace-trust-editor').getByRole('button', { name: 'Trust', exact: true }).first();
    await until('the page about trust', { isSeen: () => button.isVisible(), act: () => command('Workspaces: Manage Workspace Trust') });
    await until('a trusted folder', { isSeen: async () => !(await button.isVisible()), act: () => button.click({ timeout: brief }) });
  }
});

/** The list of MCP servers, which always has a row to add one. */
async function listServers({ box, command }: Editor): Promise<void> {
  await until('the list of MCP servers', { isSeen: () => box.rows('Add Server').first().isVisible(), act: () => command('MCP: List Servers') });
}
