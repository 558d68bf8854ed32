import { configDefaults, defineConfig } from 'vitest/config';

/** Real editors and their windows: what they wait for comes late where something else uses the machine. */
const editors = ['test/vscode/**/*.test.ts', 'test/editors/**/*.test.ts'];
/** The engine keeps nothing between calls but what it compiled: its tests share the modules that they load, which saves minutes. Two look at that very state. */
const engine = ['test/core/scan/**/*.test.ts'];
const engineAlone = ['test/core/scan/tree/parser/table-parsers.test.ts', 'test/core/scan/scanner/flow-budget.test.ts'];
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
          exclude: [...configDefaults.exclude, ...editors, ...engine],
          maxWorkers: 2,
          sequence: { groupOrder: 0 },
        },
      },
      {
        test: {
          ...limits,
          name: 'engine',
          include: engine,
          exclude: [...configDefaults.exclude, ...engineAlone],
          isolate: false,
          maxWorkers: 2,
          sequence: { groupOrder: 0 },
        },
      },
      { test: { ...limits, name: 'engine, alone', include: engineAlone, maxWorkers: 2, sequence: { groupOrder: 0 } } },
      // A foreign program's window may drop a key or a click; a test that is tried again starts from a state that it makes itself.
      { test: { ...limits, name: 'editors', include: editors, retry: 1, maxWorkers: 1, sequence: { groupOrder: 1 } } },
    ],
  },
});
