import { configDefaults, defineConfig } from 'vitest/config';

/** Real editors and their windows: what they wait for comes late where something else uses the machine. */
const editors = ['test/vscode/**/*.test.ts', 'test/editors/**/*.test.ts'];
const limits = { testTimeout: 120_000, hookTimeout: 120_000 };

export default defineConfig({
  test: {
    globalSetup: ['test/support/build.ts', 'test/support/postgres-run.ts'],
    projects: [
      {
        test: {
          ...limits,
          name: 'all',
          include: ['test/**/*.test.ts'],
          exclude: [...configDefaults.exclude, ...editors],
          maxWorkers: 2,
          sequence: { groupOrder: 0 },
        },
      },
      // A foreign program's window may drop a key or a click; a test that is tried again starts from a state that it makes itself.
      { test: { ...limits, name: 'editors', include: editors, retry: 1, maxWorkers: 1, sequence: { groupOrder: 1 } } },
    ],
  },
});
