import { htmlSyntax } from './html.ts';
import type { Language } from './language.ts';
import { readComponentRegions } from './regions/html.ts';

export const svelte: Language = {
  id: 'svelte',
  names: ['svelte'],
  extensions: ['svelte'],
  fileNames: [],
  shebangs: [],
  grammar: 'html',
  comment: { block: ['<!--', '-->'] },
  pattern: htmlSyntax,
  embedded: { languages: ['javascript', 'typescript', 'tsx', 'css'], regions: readComponentRegions },
};
