import { parseDocument } from 'yaml';
import type { Context } from '../kernel/context.ts';
import { Failure } from '../kernel/failure.ts';
import { insideRoot } from '../kernel/path.ts';
import { configFile } from './load.ts';

/** Sets top-level keys of .sentrik/config.yaml and keeps its comments and other keys. Throws `conflict` when the file is malformed. */
export function updateConfigFile(context: Context, changes: Readonly<Record<string, unknown>>): void {
  const path = insideRoot(context.files.root, configFile);
  const text = context.files.stat(path) === undefined ? '' : new TextDecoder().decode(context.files.read(path));
  const yaml = parseDocument(text);
  if (yaml.errors.length > 0) throw new Failure('conflict', `${configFile} is not valid YAML; repair it first`);
  for (const [key, value] of Object.entries(changes)) yaml.set(key, yaml.createNode(value));
  context.files.write(path, yaml.toString());
}
