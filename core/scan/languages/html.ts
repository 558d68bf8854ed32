import { emptySyntax, type Language, type PatternSyntax } from './language.ts';
import { countEncodedHandlers, readHtmlRegions } from './regions/html.ts';

/** Shared by pages and by components whose markup looks like HTML. */
export const htmlSyntax: PatternSyntax = {
  ...emptySyntax,
  names: ['tag_name', 'attribute_name'],
  strings: ['attribute_value', 'quoted_attribute_value'],
  wrappers: ['attribute', 'element', 'document'],
  groups: [['start_tag', 'self_closing_tag']],
  blocks: ['document', 'element'],
  pairs: [{ kind: 'attribute', key: 'key', value: 'value' }],
  subsets: ['start_tag', 'self_closing_tag'],
  contexts: [
    { before: '<q ', after: '></q>' },
    { before: '', after: '' },
    { before: '<q>', after: '</q>' },
    { before: '', after: '</script>' },
  ],
};

export const html: Language = {
  id: 'html',
  names: ['html', 'htm', 'xhtml', 'xml'],
  extensions: ['html', 'htm', 'xhtml'],
  fileNames: [],
  shebangs: [],
  grammar: 'html',
  comment: { block: ['<!--', '-->'] },
  pattern: htmlSyntax,
  embedded: { languages: ['javascript', 'typescript', 'tsx', 'css'], regions: readHtmlRegions, countUnread: countEncodedHandlers },
};
