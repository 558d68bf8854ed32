import type { Locator, Page } from 'playwright-core';
import { brief, patience, rest, until, within } from './until.ts';

/** The box at the top of the window that takes commands and asks for choices and words. */
export interface QuickInput {
  /** Runs a command by the title that the command palette shows. */
  readonly command: (title: string) => Promise<void>;
  /** Opens the box with these words in it. */
  readonly ask: (words: string) => Promise<void>;
  /** Picks a row of the list; how long the row may take to come, in milliseconds. */
  readonly choose: (row: string, wait?: number) => Promise<void>;
  /** Agrees to what a list with this title asks. */
  readonly accept: (title: string) => Promise<void>;
  /** Writes into the box with this title. */
  readonly answer: (title: string, text: string) => Promise<void>;
  /** Narrows the list to rows with a text. */
  readonly narrow: (text: string) => Promise<void>;
  /** Ticks a row of a list that takes many. */
  readonly tick: (row: string) => Promise<void>;
  readonly close: () => Promise<void>;
  readonly rows: (text: string) => Locator;
}

export function quickInputOf(page: Page): QuickInput {
  const box = page.locator('.quick-input-widget:visible');
  const input = box.locator('input[type=text]');
  const rows = (text: string) => box.locator('.monaco-list-row', { hasText: text });
  const isOpen = () => box.isVisible();
  const holds = async (text: string) => (await isOpen()) && (await input.inputValue({ timeout: brief })) === text;
  const fill = (text: string) => input.fill(text, { timeout: brief });

  async function ask(words: string): Promise<void> {
    const act = async () => {
      await page.keyboard.press('F1');
      await fill(words);
    };
    await until(`the box with "${words}"`, { isSeen: () => holds(words), act });
  }

  /** By the keyboard: the tip of the row below the mouse covers other rows and takes their clicks. */
  async function pick(row: string, wait: number): Promise<void> {
    await rows(row).first().waitFor({ timeout: wait });
    const isFocused = () => box.locator('.monaco-list-row.focused', { hasText: row }).first().isVisible();
    for (let steps = await box.locator('.monaco-list-row').count(); steps > 0 && !(await within(100, isFocused)); steps -= 1) {
      await page.keyboard.press('ArrowDown');
    }
    if (!(await isFocused())) throw new Error('the row does not take the focus');
    await page.keyboard.press('Enter');
  }

  /** A list that fills anew is empty for a moment. */
  async function isGone(row: string): Promise<boolean> {
    if (await rows(row).first().isVisible()) return false;
    await rest(150);
    return !(await rows(row).first().isVisible());
  }

  async function choose(row: string, wait = patience): Promise<void> {
    let isPicked = false;
    const act = async () => {
      await pick(row, wait);
      isPicked = true;
    };
    await until(`the choice of "${row}"`, { isSeen: async () => isPicked && (await isGone(row)), act });
  }

  async function enter(effect: string, title: string, before: () => Promise<unknown>): Promise<void> {
    const titled = box.locator('.quick-input-title', { hasText: title });
    let isSent = false;
    const act = async () => {
      await titled.waitFor({ timeout: patience });
      await before();
      isSent = true;
      await input.press('Enter', { timeout: brief });
    };
    await until(effect, { isSeen: async () => isSent && !(await titled.isVisible()), act });
  }

  return {
    ask,
    choose,
    rows,
    async command(title) {
      await ask(`>${title}`);
      const wanted = `>${title}`;
      const act = async () => {
        if (!(await holds(wanted))) await ask(wanted);
        await pick(title, patience);
      };
      await act();
      await until(`the run of "${title}"`, { isSeen: async () => !(await holds(wanted)), act });
    },
    accept: (title) => enter(`the end of "${title}"`, title, () => Promise.resolve()),
    answer: (title, text) => enter(`the answer to "${title}"`, title, () => fill(text)),
    narrow: (text) => until(`the list narrowed to "${text}"`, { isSeen: () => holds(text), act: () => fill(text) }),
    tick: (row) =>
      until(`the tick of "${row}"`, {
        isSeen: async () => (await rows(row).first().getByRole('checkbox').first().getAttribute('aria-checked', { timeout: brief })) === 'true',
        act: () => rows(row).first().click({ timeout: brief }),
      }),
    close: () => until('the end of the box', { isSeen: async () => !(await isOpen()), act: () => page.keyboard.press('Escape') }),
  };
}
