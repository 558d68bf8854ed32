import { htmlSyntax } from './html.ts';
import type { Language } from './language.ts';
import { readComponentRegions } from './regions/html.ts';

export const vue: Language = {
  id: 'vue',
  names: ['vue'],
  extensions: ['vue'],
  fileNames: [],
  shebangs: [],
  grammar: 'html',
  comment: { block: ['<!--', '-->'] },
  pattern: htmlSyntax,
  embedded: { languages: ['javascript', 'typescript', 'tsx', 'css'], regions: readComponentRegions },
};
