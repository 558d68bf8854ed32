import { javascript } from './javascript.ts';
import type { Language } from './language.ts';

export const typescript: Language = {
  ...javascript,
  id: 'typescript',
  names: ['typescript', 'ts'],
  extensions: ['ts', 'mts', 'cts'],
  fileNames: [],
  shebangs: ['deno', 'tsx', 'ts-node'],
  grammar: 'typescript',
};
