import fs from 'node:fs';
import path from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { type QuickInput, quickInputOf } from './quick-input.ts';
import { brief, expectSoon, patience, until } from './until.ts';

const pictures = path.resolve(import.meta.dirname, '../../out/vscode');

/** What a user does in a VS Code window. Each step is repeated until its effect is seen. */
export interface Editor extends Pick<QuickInput, 'command' | 'choose' | 'accept' | 'answer'> {
  readonly page: Page;
  readonly box: QuickInput;
  openFile(name: string): Promise<void>;
  save(): Promise<void>;
  /** Picks an item of a row's context menu until something is seen that follows. */
  fromMenu(row: Locator, item: string, sign: Locator): Promise<void>;
  /** Ticks every box of a part of the window. */
  tickAll(part: string): Promise<void>;
  /** Puts the caret into the file in front; counted from 1. */
  goTo(line: number, column: number): Promise<void>;
  /** Takes a quick fix at the caret until the file has a text, and keeps a picture of the menu. */
  quickFix(title: string, becomes: { readonly text: string; readonly picture: string }): Promise<void>;
  /** Types into the file in front, at its end. */
  typeAtEnd(text: string): Promise<void>;
  /** The file in front as its lines show it. */
  text(): Promise<string>;
  /** What is underlined in the file in front. */
  problems(): Locator;
  statusBar(): Locator;
  /** Lines of the findings view with a text. */
  rows(text: string | RegExp): Locator;
  /** Brings the findings view to the front. */
  showFindings(): Promise<Locator>;
  /** Keeps a picture of the window among the test artefacts. */
  picture(name: string): Promise<void>;
  picturePath(name: string): string;
}

function picturePath(name: string): string {
  fs.mkdirSync(pictures, { recursive: true });
  return path.join(pictures, `${name}.png`);
}

/** A window on a folder, after the question whether its authors are trusted was answered. */
export async function openEditor(page: Page, url: string, trust: boolean): Promise<Editor> {
  page.setDefaultTimeout(patience);
  await page.goto(url, { waitUntil: 'domcontentloaded' });
  const answer = page.getByRole('button', { name: trust ? 'Yes, I trust the authors' : "No, I don't trust the authors" });
  await answer.waitFor();
  await until('the end of the question of trust', { isSeen: async () => !(await answer.isVisible()), act: () => answer.click({ timeout: brief }) });
  await page.locator('.explorer-folders-view').waitFor();
  return editorOf(page);
}

function editorOf(page: Page): Editor {
  const box = quickInputOf(page);
  const lines = page.locator('.editor-instance .view-lines').first();
  const text = async () => ((await lines.textContent()) ?? '').replaceAll('\u00a0', ' ');
  const { command, choose, accept, answer } = box;

  return {
    page,
    box,
    command,
    choose,
    accept,
    answer,
    fromMenu: (row, item, sign) => fromMenu(row, page.getByRole('menuitem', { name: item }), sign),
    tickAll: (part) => tickAll(page, part),
    async quickFix(title, becomes) {
      const entry = page.locator('.action-widget').getByText(title).first();
      const offer = async () => {
        if (!(await entry.isVisible())) await page.keyboard.press('Control+.');
        await entry.waitFor({ timeout: 2 * brief });
      };
      await until(`the quick fix "${title}"`, { isSeen: () => entry.isVisible(), act: offer });
      await page.screenshot({ path: picturePath(becomes.picture) });
      const act = async () => {
        await offer();
        await entry.click({ timeout: brief });
      };
      await until(`the text ${becomes.text}`, { isSeen: async () => (await text()).includes(becomes.text), act, rest: 5 * brief });
    },
    text,
    save: () =>
      until('a file without unsaved changes', {
        isSeen: async () => (await page.locator('.tab.active').isVisible()) && (await page.locator('.tab.active.dirty').count()) === 0,
        act: () => page.keyboard.press('Control+s'),
      }),
    async openFile(name) {
      const base = path.basename(name);
      const isSeen = async () => (await page.locator('.tab.active', { hasText: base }).isVisible()) && lines.isVisible();
      const act = async () => {
        await box.ask(name);
        await choose(base);
      };
      await until(`the open file ${name}`, { isSeen, act });
    },
    async goTo(line, column) {
      const place = page.locator('.statusbar-item', { hasText: `Ln ${line}, Col ${column}` });
      const act = async () => {
        await box.ask(`:${line}:${column}`);
        await page.keyboard.press('Enter');
      };
      await until(`the caret in line ${line}`, {
        isSeen: async () => (await place.isVisible()) && !(await page.locator('.quick-input-widget').isVisible()),
        act,
      });
    },
    async typeAtEnd(added) {
      const isFocused = () => page.evaluate(() => document.querySelector('.editor-instance .monaco-editor :focus') !== null);
      await until('the caret in the file', { isSeen: isFocused, act: () => lines.click({ timeout: brief }) });
      await page.keyboard.press('Control+End');
      await page.keyboard.type(added, { delay: 15 });
      await expectSoon(text).toContain(added.trimEnd());
    },
    problems: () => page.locator('.editor-instance .squiggly-error, .editor-instance .squiggly-warning, .editor-instance .squiggly-info'),
    statusBar: () => page.locator('.statusbar-item[id^="sentrik"]').first(),
    rows: (wanted) => page.locator('.customview-tree .monaco-list-row', { hasText: wanted }),
    async showFindings() {
      const isSeen = () => page.locator('.sidebar .composite.title', { hasText: 'Sentrik' }).isVisible();
      await until('the findings view', { isSeen, act: () => command('View: Show Sentrik') });
      return page.locator('.sidebar .pane-body').first();
    },
    async picture(name) {
      await page.screenshot({ path: picturePath(name) });
    },
    picturePath,
  };
}

/** A menu ignores the mouse in its first moments, lest the click that opened it choose from it. */
async function fromMenu(row: Locator, entry: Locator, sign: Locator): Promise<void> {
  const act = async () => {
    if (!(await entry.isVisible())) await row.click({ button: 'right', timeout: brief });
    await entry.click({ timeout: brief });
  };
  await until('what follows the choice in a menu', { isSeen: () => sign.first().isVisible(), act, rest: 5 * brief });
}

/** Ticking one box may tick others. */
async function tickAll(page: Page, part: string): Promise<void> {
  const boxes = page.locator(`${part} [role=checkbox]`);
  const open = page.locator(`${part} [role=checkbox][aria-checked=false]`);
  const isSeen = async () => (await boxes.count()) > 0 && (await open.count()) === 0;
  await until(`a tick in every box of ${part}`, { isSeen, act: () => open.first().click({ timeout: brief }), rest: 100 });
}

/** Expects a text in the file in front. */
export async function expectText(editor: Editor, text: string | RegExp): Promise<void> {
  await (typeof text === 'string' ? expectSoon(() => editor.text()).toContain(text) : expectSoon(() => editor.text()).toMatch(text));
}

/** Expects this number of underlined problems in the file in front. */
export async function expectProblems(editor: Editor, count: number): Promise<void> {
  await expectSoon(() => editor.problems().count()).toBe(count);
}
