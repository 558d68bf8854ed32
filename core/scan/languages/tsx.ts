import { javascript } from './javascript.ts';
import type { Language } from './language.ts';

export const tsx: Language = {
  ...javascript,
  id: 'tsx',
  names: ['tsx', 'typescriptreact'],
  extensions: ['tsx'],
  fileNames: [],
  shebangs: [],
  grammar: 'tsx',
};
