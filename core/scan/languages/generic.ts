import type { Language } from './language.ts';

/** Any text: rules for it apply to every file. */
export const generic: Language = {
  id: 'generic',
  names: ['generic', 'regex', 'none', 'spacegrep', 'aliengrep', 'text', 'plaintext'],
  extensions: [],
  fileNames: [],
  shebangs: [],
  comment: { line: '#' },
};
