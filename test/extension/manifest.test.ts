import fs from 'node:fs';
import path from 'node:path';
import { build } from 'esbuild';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { parseLanguage } from '../../core/scan/languages/index.ts';
import { editorLanguages, manifestFile, withContributes } from '../../scripts/generate-contributes.ts';
import { extensionCommands, serverCommands } from '../../server/protocol.ts';
import { editorName, editorSettings, overridable, readSettings } from '../../server/settings.ts';

const root = path.resolve(import.meta.dirname, '../..');
const text = fs.readFileSync(manifestFile, 'utf8');
const manifest = z
  .object({
    contributes: z.object({
      commands: z.array(z.object({ command: z.string() })),
      configuration: z.object({ properties: z.record(z.string(), z.object({ default: z.unknown(), scope: z.string(), description: z.string() })) }),
    }),
  })
  .parse(JSON.parse(text));
const { properties } = manifest.contributes.configuration;

describe('the manifest of the extension', () => {
  it('is what the configuration schema and the protocol generate; `npm run docs` writes it', () => {
    expect(text).toBe(withContributes(text));
  });

  it('starts the extension for languages that the engine knows', () => {
    expect(editorLanguages.filter((id) => parseLanguage(id) === undefined)).toEqual([]);
  });

  it('has a setting for everything the server reads, whose default leaves the project alone', () => {
    const names = [...Object.keys(editorSettings.shape), ...overridable].map((key) => `sentrik.${editorName(key)}`);
    expect(names.filter((name) => !(name in properties))).toEqual([]);
    const defaults = Object.fromEntries(Object.entries(properties).map(([name, property]) => [name.replace('sentrik.', ''), property.default]));
    expect(readSettings(defaults)).toEqual({
      settings: { enable: true, workspace_diagnostics: true, code_lens: false, highlight_tainted: false, minimum_severity: 'info', overrides: {} },
      problems: [],
    });
  });

  it('does not let a repository choose the program that runs the server', () => {
    expect(properties['sentrik.runtime']?.scope).toBe('machine');
  });

  it('lists only commands that exist', () => {
    const known: readonly string[] = [...Object.values(serverCommands), ...Object.values(extensionCommands)];
    expect(manifest.contributes.commands.filter(({ command }) => !known.includes(command))).toEqual([]);
  });
});

it('the client bundles to one CommonJS file that needs only the editor', async () => {
  const result = await build({
    entryPoints: [path.join(root, 'extension/main.ts')],
    bundle: true,
    write: false,
    format: 'cjs',
    platform: 'node',
    external: ['vscode'],
    metafile: true,
    logLevel: 'silent',
    absWorkingDir: root,
  });
  const inputs = Object.keys(result.metafile.inputs);
  expect(inputs).toContain('server/protocol.ts');
  expect(inputs.filter((file) => /^(core|api|mcp|cli|dashboard)\//.test(file))).toEqual([]);
  expect(result.warnings).toEqual([]);
  expect(result.outputFiles).toHaveLength(1);
});
