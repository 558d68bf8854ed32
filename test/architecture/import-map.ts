/**
 * Who may import whom at run time. A row is a path prefix; the row with the longest matching prefix rules a file.
 * `may` are path prefixes too; a file may always import its own row. `core/kernel/` is open to all of core and the frontends.
 */
export interface ImportRow {
  readonly files: string;
  readonly may: readonly string[];
}

const settings = 'core/config/schema.ts';
const settingsFiles = 'core/config/';
const model = 'core/scan/model.ts';
const workspace = 'core/workspace/';

export const importMap: readonly ImportRow[] = [
  { files: 'core/kernel/', may: [] },
  { files: 'core/platform/', may: ['core/kernel/', 'core/audit/chain.ts'] },
  { files: 'core/audit/', may: ['core/kernel/'] },
  { files: 'core/recall/', may: ['core/kernel/'] },
  { files: 'core/config/', may: ['core/kernel/', model] },
  { files: 'core/scan/', may: ['core/kernel/', settings] },
  { files: 'core/scan/*.ops.ts', may: ['core/kernel/', 'core/scan/', settingsFiles] },
  { files: 'core/scan/workspace', may: ['core/kernel/', 'core/scan/', settingsFiles] },
  {
    files: 'core/report/',
    may: ['core/kernel/', model, 'core/scan/finding-wire.ts', 'core/scan/fingerprint.ts', 'core/scan/suppress/summary-text.ts', settings],
  },
  { files: 'core/report/*.ops.ts', may: ['core/kernel/', 'core/report/', 'core/scan/', settingsFiles] },
  { files: 'core/runs/', may: ['core/kernel/', 'core/scan/', 'core/report/', settingsFiles, 'core/version.ts'] },
  { files: 'core/health.ops.ts', may: ['core/kernel/', 'core/version.ts'] },
  { files: 'core/version.ts', may: ['package.json'] },
  { files: 'core/jobs/', may: ['core/kernel/'] },
  { files: 'core/packages/', may: ['core/kernel/'] },
  { files: 'core/supply/', may: ['core/kernel/', model, 'core/report/'] },
  { files: 'core/compliance/', may: ['core/kernel/', 'core/scan/', 'core/report/', 'core/supply/', 'core/runs/scan-input.ts', settingsFiles, workspace] },
  { files: 'core/governance/', may: ['core/kernel/', workspace, 'core/account/'] },
  { files: 'core/insight/', may: ['core/kernel/', workspace, 'core/supply/', 'core/compliance/'] },
  {
    files: workspace,
    may: ['core/kernel/', 'core/account/purpose-tokens.ts', 'core/scan/', 'core/jobs/', 'core/report/', 'core/runs/scan-input.ts', 'core/runs/outputs.ts'],
  },
  { files: 'core/upkeep/', may: ['core/kernel/', 'core/jobs/', workspace, 'core/account/lock-out.ts'] },
  { files: 'core/account/', may: ['core/kernel/', 'core/report/'] },
  { files: 'core/connect/', may: ['core/kernel/', 'core/jobs/', workspace, 'core/compliance/'] },
  { files: 'core/threat/', may: ['core/kernel/', 'core/jobs/'] },
  { files: 'core/webtest/', may: ['core/kernel/', 'core/jobs/', workspace] },
  { files: 'core/operations.ts', may: ['core/'] },
  { files: 'core/boot.ts', may: ['core/'] },
  { files: 'core/boot-checkouts.ts', may: ['core/kernel/', 'core/platform/', 'core/boot.ts'] },
  { files: 'core/boot-worker.ts', may: ['core/kernel/', 'core/jobs/', 'core/job-kinds.ts', 'core/version.ts', 'core/upkeep/'] },
  { files: 'core/job-kinds.ts', may: ['core/jobs/', workspace] },
  { files: 'core/boot-platform.ts', may: ['core/kernel/', 'core/platform/', settingsFiles] },
  { files: 'core/ports.ts', may: ['core/kernel/', 'core/platform/'] },
  { files: 'core/launch.ts', may: ['core/platform/'] },
  { files: 'core/worker.ts', may: ['core/'] },
  { files: 'launch/', may: ['core/launch.ts', 'daemon/client.ts', 'daemon/frontend.ts'] },
  { files: 'server/', may: ['core/'] },
  { files: 'extension/', may: ['server/protocol.ts'] },
  { files: 'mcp/', may: ['core/'] },
  { files: 'api/', may: ['core/', 'mcp/http.ts'] },
  { files: 'hooks/', may: ['core/'] },
  { files: 'cli/', may: ['core/', 'hooks/', 'server/main.ts', 'server/wrapping.ts', 'mcp/main.ts', 'api/main.ts', 'daemon/client.ts', 'daemon/control.ts'] },
  { files: 'daemon/', may: ['core/', 'cli/program.ts', 'cli/shell.ts', 'cli/print.ts', 'cli/disk.ts'] },
  { files: 'dashboard/', may: [] },
];

/** Only these may import core/platform: everything else gets its ports through the context. */
export const compositionRoots = [
  'core/platform/',
  'core/boot.ts',
  'core/boot-checkouts.ts',
  'core/boot-platform.ts',
  'core/ports.ts',
  'core/launch.ts',
  'core/worker.ts',
] as const;

/** Only these may ask for rows of the installation, or of workspaces other than the caller's. */
export const installationHomes: readonly string[] = [
  'core/account/',
  'core/jobs/',
  'core/platform/',
  'core/upkeep/',
  'core/kernel/store.ts',
  'core/boot-platform.ts',
  'core/boot-worker.ts',
  'api/server-platform.ts',
  'api/git-http.ts',
];

/** Where a package of others may be imported: the first pattern that matches the package rules. */
export const packageHomes: readonly { readonly packages: RegExp; readonly homes: readonly string[] }[] = [
  { packages: /^(koa|koa-.*|@koa\/.*|helmet)$/, homes: ['api/'] },
  { packages: /^vscode-languageserver($|\/)/, homes: ['server/'] },
  { packages: /^@modelcontextprotocol\//, homes: ['mcp/'] },
  { packages: /^(vscode|vscode-languageclient)($|\/)/, homes: ['extension/'] },
  { packages: /^(commander|picocolors)$/, homes: ['cli/'] },
  { packages: /^(preact|@preact\/.*)($|\/)/, homes: ['dashboard/'] },
  { packages: /^web-tree-sitter$/, homes: ['core/scan/tree/'] },
  { packages: /^re2js$/, homes: ['core/scan/'] },
  { packages: /^zod-openapi($|\/)/, homes: ['api/'] },
  { packages: /^(tar|yauzl)$/, homes: ['core/platform/archives/'] },
  { packages: /^pino$/, homes: ['core/platform/'] },
  { packages: /^jose$/, homes: ['core/account/'] },
  { packages: /^(kysely|libsql|node:sqlite)$/, homes: ['core/platform/store/'] },
  { packages: /^pg$/, homes: ['core/platform/store/', 'core/platform/jobs/'] },
  { packages: /^pg-boss$/, homes: ['core/platform/jobs/'] },
  { packages: /^croner$/, homes: ['core/jobs/'] },
  { packages: /^aws4fetch$/, homes: ['core/platform/blobs-s3.ts'] },
  {
    packages: /^node:(fs|fs\/promises|child_process|net|tls|dgram|dns|worker_threads|os)$/,
    homes: [
      'core/platform/',
      'core/worker.ts',
      '*/main.ts',
      'server/thread.ts',
      'server/wrapping.ts',
      'server/mux/own-thread.ts',
      'cli/disk.ts',
      'daemon/',
      'extension/dashboard.ts',
      // Networks of addresses, nothing that connects.
      'api/proxies.ts',
    ],
  },
  { packages: /^node:(http|https|http2)$/, homes: ['core/platform/', 'api/', 'mcp/http.ts', '*/main.ts'] },
];

/** Whether a path is covered by a prefix, an exact file name or a pattern with one `*` that stays within a folder. */
export function covers(pattern: string, file: string): boolean {
  const star = pattern.indexOf('*');
  if (star < 0) return pattern.endsWith('.ts') ? file === pattern : file.startsWith(pattern);
  const [before, after] = [pattern.slice(0, star), pattern.slice(star + 1)];
  const fits = file.length >= before.length + after.length && file.startsWith(before) && file.endsWith(after);
  return fits && !file.slice(before.length, file.length - after.length).includes('/');
}

/** The row that rules a file: the most specific one that covers it. */
export function rowOf(file: string): ImportRow | undefined {
  return importMap.filter((row) => covers(row.files, file)).sort((a, b) => b.files.length - a.files.length)[0];
}
