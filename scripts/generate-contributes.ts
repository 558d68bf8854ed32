/**
 * Writes the generated part of extension/package.json (activation, commands, settings) from the configuration schema:
 * `node scripts/run.mjs scripts/generate-contributes.ts`. A test compares.
 */
import fs from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { config } from '../core/config/schema.ts';
import { version } from '../core/version.ts';
import { agentContributions } from './extension-agents.ts';
import { views } from './extension-views.ts';
import { editorName, editorSettings, overridable } from '../server/settings.ts';

export const manifestFile = path.resolve(import.meta.dirname, '../extension/package.json');

/** The editor's ids of the languages that rules are written for. */
export const editorLanguages = [
  'javascript',
  'php',
  'ruby',
  'rust',
  'shellscript',
  'lua',
  'solidity',
  'javascriptreact',
  'typescript',
  'typescriptreact',
  'python',
  'java',
  'go',
  'c',
  'cpp',
  'csharp',
  'kotlin',
  'scala',
  'swift',
  'yaml',
  'json',
  'jsonc',
  'dockerfile',
  'sql',
] as const;

const projectFiles = ['.guard.yaml', '.sentrik/config.yaml'];

export function main(): void {
  fs.writeFileSync(manifestFile, withContributes(fs.readFileSync(manifestFile, 'utf8')));
}

/** The manifest's text with its generated parts made anew; the hand-written parts stay. */
export function withContributes(text: string): string {
  const manifest = z.record(z.string(), z.unknown()).parse(JSON.parse(text));
  const generated = {
    version,
    activationEvents: [...editorLanguages.map((id) => `onLanguage:${id}`), ...projectFiles.map((file) => `workspaceContains:${file}`), 'onWalkthrough:start'],
    capabilities: {
      untrustedWorkspaces: {
        supported: 'limited',
        description:
          "In Restricted Mode open files are checked with Sentrik's own rules alone: the folder's rules, packs, suppressions and settings do not count, and workspace checks, fixes of the workspace, dashboard and MCP server wait for trust.",
        restrictedConfigurations: [...Object.keys(editorSettings.shape), ...overridable].map((key) => `sentrik.${editorName(key)}`),
      },
      virtualWorkspaces: { supported: false, description: 'Projects are read from disk.' },
    },
    contributes: {
      ...views,
      ...agentContributions,
      configuration: { title: 'Sentrik', properties: properties() },
    },
  };
  return `${JSON.stringify({ ...manifest, ...generated }, null, 2)}\n`;
}

function properties(): Record<string, object> {
  const own = Object.entries(editorSettings.shape).map(([key, schema]) => setting(key, { ...schemaOf(schema), scope: 'resource' }));
  const overrides = overridable.map((key) => setting(key, { ...orNull(schemaOf(config.shape[key])), scope: 'resource' }));
  return Object.fromEntries([
    ...own,
    ...overrides,
    setting('runtime', {
      type: ['string', 'null'],
      default: null,
      scope: 'machine',
      description: "Program to run the server with, such as a path to Node 20 or later. By default the editor's own. Reload the window after a change.",
    }),
    setting('trace.server', {
      type: 'string',
      enum: ['off', 'messages', 'verbose'],
      default: 'off',
      scope: 'window',
      description: 'Log the messages between the editor and the server',
    }),
  ]);
}

function setting(key: string, schema: object): [string, object] {
  return [`sentrik.${editorName(key)}`, schema];
}

function schemaOf(schema: z.ZodType): Record<string, unknown> {
  const { $schema: _schema, ...rest } = z.toJSONSchema(schema, { io: 'input', target: 'draft-07' });
  return rest;
}

/** Null leaves the setting to the project's own files; so the editor's default never hides them. */
function orNull({ default: _default, type, description, ...rest }: Record<string, unknown>): Record<string, unknown> {
  const note = "By default the project's own configuration decides.";
  return { type: [type, 'null'], ...rest, default: null, description: typeof description === 'string' ? `${description}. ${note}` : note };
}
