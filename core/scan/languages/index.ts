import { baseName, extensionOf } from '../../kernel/path.ts';
import type { LanguageId } from '../model.ts';
import { c } from './c.ts';
import { cpp } from './cpp.ts';
import { csharp } from './c-sharp.ts';
import { css } from './css.ts';
import { dockerfile } from './dockerfile.ts';
import { erb } from './erb.ts';
import { generic } from './generic.ts';
import { go } from './go.ts';
import { hcl } from './hcl.ts';
import { java } from './java.ts';
import { javascript } from './javascript.ts';
import { html } from './html.ts';
import { json } from './json.ts';
import { bash } from './bash.ts';
import { lua } from './lua.ts';
import { ruby } from './ruby.ts';
import { kotlin } from './kotlin.ts';
import { rust } from './rust.ts';
import { solidity } from './solidity.ts';
import type { Language } from './language.ts';
import { scala } from './scala.ts';
import { php } from './php.ts';
import { python } from './python.ts';
import { sql } from './sql.ts';
import { swift } from './swift.ts';
import { svelte } from './svelte.ts';
import { toml } from './toml.ts';
import { tsx } from './tsx.ts';
import { typescript } from './typescript.ts';
import { vue } from './vue.ts';
import { yaml } from './yaml.ts';

/** Every language of the product. */
export const languages: readonly Language[] = [
  javascript,
  php,
  ruby,
  rust,
  bash,
  lua,
  solidity,
  typescript,
  tsx,
  python,
  java,
  go,
  c,
  cpp,
  csharp,
  kotlin,
  scala,
  swift,
  yaml,
  json,
  hcl,
  dockerfile,
  sql,
  html,
  vue,
  svelte,
  erb,
  css,
  toml,
  generic,
];

const byId = new Map(languages.map((language) => [language.id, language]));
const byName = new Map(languages.flatMap((language) => language.names.map((name) => [name, language] as const)));
const byFileExtension = new Map(languages.flatMap((language) => language.extensions.map((extension) => [extension, language] as const)));
const byFileName = new Map(languages.flatMap((language) => language.fileNames.map((name) => [name, language] as const)));

/** Ids of languages whose rules also apply to a file of this language, itself first; `generic` is always last. */
const inherited: Partial<Record<LanguageId, readonly LanguageId[]>> = {
  typescript: ['typescript', 'javascript', 'generic'],
  tsx: ['tsx', 'typescript', 'javascript', 'generic'],
  vue: ['vue', 'html', 'generic'],
  svelte: ['svelte', 'html', 'generic'],
  generic: ['generic'],
};

/** The language with this id. */
export function languageById(id: LanguageId): Language {
  return byId.get(id) ?? generic;
}

/** The language a rule or an editor names, by any alias in any case; undefined when it is not known. */
export function parseLanguage(name: string): Language | undefined {
  return byName.get(name.trim().toLowerCase());
}

/** Which language a text is in: by the editor's language id, the path, then the `#!` line; undefined when nothing tells. */
export function languageOf(
  source: { readonly path: string; readonly text?: string; readonly languageId?: string },
  byExtension: Readonly<Record<string, LanguageId>> = {},
): Language | undefined {
  const named = source.languageId === undefined ? undefined : parseLanguage(source.languageId);
  if (named !== undefined && named.id !== 'generic') return named;
  return languageOfPath(source.path, byExtension) ?? languageOfShebang(source.text ?? '') ?? named;
}

/** Ids of the languages whose rules apply to a file of `language`. */
export function ruleLanguagesFor(language: Language): readonly LanguageId[] {
  return inherited[language.id] ?? [language.id, 'generic'];
}

/** The languages that parts of its files may be in. */
export function embeddedIn({ embedded }: Language): readonly Language[] {
  return (embedded?.languages ?? []).map(languageById);
}

function languageOfPath(path: string, byExtension: Readonly<Record<string, LanguageId>>): Language | undefined {
  const name = baseName(path);
  const extension = extensionOf(path);
  const key = [extension, `.${extension}`].find((candidate) => Object.hasOwn(byExtension, candidate));
  const configured = key === undefined ? undefined : byExtension[key];
  if (configured !== undefined) return languageById(configured);
  const known = byFileName.get(name) ?? byFileExtension.get(extension);
  if (known !== undefined) return known;
  return /^(?:Dockerfile|Containerfile)[.-]/.test(name) ? dockerfile : undefined;
}

/** `#!/usr/bin/env -S node --x` and `#!/usr/bin/python3.12` name their interpreters `node` and `python`. */
function languageOfShebang(text: string): Language | undefined {
  if (!text.startsWith('#!')) return undefined;
  const words = (text.slice(2, 200).split('\n', 1)[0] ?? '').trim().split(/\s+/);
  const [program, ...rest] = words.map((word) => baseName(word));
  const named = program === 'env' ? rest.find((word) => !word.startsWith('-') && !word.includes('=')) : program;
  const interpreter = (named ?? '').replace(/[\d.]+$/, '');
  return languages.find((language) => language.shebangs.includes(interpreter));
}
