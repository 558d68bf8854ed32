import type { Language } from './language.ts';
import { readErbRegions } from './regions/erb.ts';

/** Templates whose holes are Ruby; what is around them is only text. */
export const erb: Language = {
  id: 'erb',
  names: ['erb'],
  extensions: ['erb', 'rhtml'],
  fileNames: [],
  shebangs: [],
  comment: { block: ['<%#', '%>'] },
  embedded: { languages: ['ruby'], regions: readErbRegions },
};
