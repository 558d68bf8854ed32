import { expect } from 'vitest';

/** How long anything may take on a busy machine, in milliseconds. */
export const patience = 90_000;
/** How long one attempt at a click may take, in milliseconds: what stands in its way goes away or another attempt is made. */
export const brief = 2000;

/** Something done to a window and the sign that it was taken. */
export interface Step {
  readonly isSeen: () => Promise<boolean>;
  readonly act: () => Promise<unknown>;
  /** How long the sign may come after an attempt, in milliseconds, before the next one is made. */
  readonly rest?: number;
}

/** Repeats an action until its effect is seen. Fails with the name of the effect that did not come and why the last attempt did not succeed. */
export async function until(effect: string, { isSeen, act, rest: pause = brief }: Step): Promise<void> {
  const sees = () => isSeen().catch(() => false);
  let obstacle = '';
  for (const deadline = Date.now() + patience; !(await sees()); ) {
    if (Date.now() > deadline) throw new Error(`${effect} did not come in ${patience / 1000} s${obstacle}`);
    obstacle = await act().then(
      () => '',
      (thrown: unknown) => `; the last attempt: ${thrown instanceof Error ? thrown.message : String(thrown)}`,
    );
    await within(pause, sees);
  }
}

/** Whether something becomes true in a time, in milliseconds. */
export async function within(milliseconds: number, isSo: () => Promise<boolean>): Promise<boolean> {
  for (const deadline = Date.now() + milliseconds; Date.now() < deadline; await rest(50)) if (await isSo()) return true;
  return isSo();
}

export function rest(milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, milliseconds);
  });
}

/** Expects what will be true soon. */
export function expectSoon<T>(read: () => T | Promise<T>): ReturnType<typeof expect.poll<T>> {
  return expect.poll(read, { timeout: patience, interval: 100 });
}
