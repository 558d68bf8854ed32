import fs from 'node:fs';
import path from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { expect } from 'vitest';

const pictures = path.resolve(import.meta.dirname, '../../out/vscode');

/** What a user does in a VS Code window. */
export interface Editor {
  readonly page: Page;
  /** Runs a command by the title that the command palette shows. */
  command(title: string): Promise<void>;
  openFile(name: string): Promise<void>;
  save(): Promise<void>;
  /** Picks an item of a row's context menu. */
  fromMenu(row: Locator, item: string): Promise<void>;
  /** Runs a command and picks a row, until the list that follows has a row: lists that still fill lose clicks. */
  reach(title: string, row: string, next: string): Promise<void>;
  /** Picks a row of the list that the window asks with. */
  choose(row: string): Promise<void>;
  /** Agrees to what the window asks with a list. */
  accept(title: string): Promise<void>;
  /** Writes into the box that the window asks with. */
  answer(title: string, text: string): Promise<void>;
  /** Ticks every box of a part of the window. */
  tickAll(part: string): Promise<void>;
  /** Puts the caret into the file in front; counted from 1. */
  goTo(line: number, column: number): Promise<void>;
  /** The quick fixes at the caret. */
  quickFixes(): Promise<Locator>;
  /** Types into the file in front, at its end. */
  typeAtEnd(text: string): Promise<void>;
  /** The file in front as its lines show it. */
  text(): Promise<string>;
  problems(): Locator;
  statusBar(): Locator;
  /** Lines of the findings view with a text. */
  rows(text: string | RegExp): Locator;
  /** Keeps a picture of the window among the test artefacts. */
  picture(name: string): Promise<void>;
  picturePath(name: string): string;
}

/** A busy machine starts an editor slowly. */
const patience = 60_000;

/** Clicks an item of an open menu; whether the menu is gone. */
async function chosen(entry: Locator): Promise<boolean> {
  if (await entry.isVisible()) await entry.click({ timeout: 2000 }).catch(() => undefined);
  return !(await entry.isVisible());
}

/** Expects what will be true soon. */
export function soon<T>(read: () => T | Promise<T>): ReturnType<typeof expect.poll<T>> {
  return expect.poll(read, { timeout: patience, interval: 100 });
}

function picturePath(name: string): string {
  return path.join(pictures, `${name}.png`);
}

/** A window on a folder, after the question whether its authors are trusted was answered. */
export async function openEditor(page: Page, url: string, trust: boolean): Promise<Editor> {
  await page.goto(url, { waitUntil: 'domcontentloaded' });
  await page.locator('.monaco-workbench').waitFor({ timeout: 2 * patience });
  await page.getByRole('button', { name: trust ? 'Yes, I trust the authors' : "No, I don't trust the authors" }).click({ timeout: 2 * patience });
  await page.locator('.explorer-folders-view').waitFor({ timeout: 2 * patience });
  return editorOf(page);
}

function editorOf(page: Page): Editor {
  const quickInput = page.locator('.quick-input-widget:visible');

  async function ask(text: string): Promise<void> {
    await page.keyboard.press('F1');
    const input = quickInput.locator('input[type=text]');
    await input.waitFor({ timeout: patience });
    await input.fill(text);
  }

  function waitForTitle(title: string): Promise<void> {
    return quickInput.locator('.quick-input-title', { hasText: title }).waitFor({ timeout: patience });
  }

  async function choose(text: string): Promise<void> {
    const row = quickInput.locator('.quick-input-list-row', { hasText: text }).first();
    await row.waitFor({ timeout: patience });
    await row.click();
  }

  async function command(title: string): Promise<void> {
    await ask(`>${title}`);
    await choose(title);
  }

  return {
    page,
    command,
    async reach(title, row, next) {
      const isThere = () => quickInput.locator('.quick-input-list-row', { hasText: next }).first().isVisible();
      const attempt = async () => {
        if (await isThere()) return true;
        if (!(await quickInput.isVisible())) await command(title);
        await choose(row);
        return isThere();
      };
      await expect.poll(attempt, { timeout: 2 * patience, interval: 2000 }).toBe(true);
    },
    async fromMenu(row, item) {
      await row.click({ button: 'right' });
      const entry = page.getByRole('menuitem', { name: item });
      await entry.waitFor({ timeout: patience });
      // A menu ignores the mouse in its first moments, lest the click that opened it choose from it.
      await expect.poll(() => chosen(entry), { timeout: patience, interval: 300 }).toBe(true);
    },
    choose,
    async accept(title) {
      await waitForTitle(title);
      await quickInput.locator('input[type=text]').press('Enter');
    },
    async answer(title, text) {
      await waitForTitle(title);
      await quickInput.locator('input[type=text]').fill(text);
      await page.keyboard.press('Enter');
    },
    async save() {
      await page.keyboard.press('Control+s');
      await page.locator('.tab.active.dirty').waitFor({ state: 'detached', timeout: patience });
    },
    async tickAll(part) {
      await page.locator(`${part} [role=checkbox]`).first().waitFor({ timeout: patience });
      const open = page.locator(`${part} [role=checkbox][aria-checked=false]`);
      while ((await open.count()) > 0) await open.first().click();
    },
    async openFile(name) {
      await ask(name);
      await choose(path.basename(name));
      await page.locator('.tab.active', { hasText: path.basename(name) }).waitFor({ timeout: patience });
      await page.locator('.editor-instance .view-lines').first().waitFor({ timeout: patience });
    },
    async goTo(line, column) {
      await ask(`:${line}:${column}`);
      await quickInput.getByText(`line ${line}`).first().waitFor({ timeout: patience });
      await page.keyboard.press('Enter');
      await quickInput.waitFor({ state: 'hidden', timeout: patience });
    },
    async quickFixes() {
      const menu = page.locator('.action-widget').first();
      for (let attempt = 0; attempt < 6 && !(await menu.isVisible()); attempt += 1) {
        await page.keyboard.press('Control+.');
        await menu.waitFor({ timeout: 5000 }).catch(() => undefined);
      }
      return menu;
    },
    async typeAtEnd(text) {
      await page.locator('.editor-instance .view-lines').first().click();
      await page.keyboard.press('Control+End');
      await page.keyboard.type(text, { delay: 15 });
    },
    async text() {
      const lines = (await page.locator('.editor-instance .view-lines').first().textContent()) ?? '';
      return lines.replaceAll('\u00a0', ' ');
    },
    problems: () => page.locator('.editor-instance .squiggly-error, .editor-instance .squiggly-warning, .editor-instance .squiggly-info'),
    statusBar: () => page.locator('.statusbar-item[id^="sentrik"]').first(),
    rows: (text) => page.locator('.customview-tree .monaco-list-row', { hasText: text }),
    async picture(name) {
      fs.mkdirSync(pictures, { recursive: true });
      await page.screenshot({ path: picturePath(name) });
    },
    picturePath,
  };
}

/** Expects a text in the file in front. */
export async function expectText(editor: Editor, text: string): Promise<void> {
  await soon(() => editor.text()).toContain(text);
}
