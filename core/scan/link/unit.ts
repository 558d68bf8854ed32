import type { Prepared } from '../flow/run.ts';
import type { Language } from '../languages/language.ts';
import type { LanguageId } from '../model.ts';
import type { FileTree } from '../pattern/file-tree.ts';
import type { Bindings } from './bindings.ts';

/** Languages whose files can use each other. */
export type Family = 'script' | 'python' | 'go' | 'c' | 'named';

/** A file that may take part in flows across files. */
export interface Unit {
  /** Its number in references and steps: 1 and up. */
  readonly index: number;
  readonly path: string;
  readonly language: Language;
  readonly family: Family;
  /** Whether a name or class may stand directly in it; always, where nothing is known of it. */
  readonly defines: (name: string) => boolean;
  /** Parses and lowers it, or hands out what is still at hand; undefined when it cannot be had. */
  open(): OpenUnit | undefined;
}

/** A unit that has been parsed. */
export interface OpenUnit {
  readonly unit: Unit;
  readonly file: FileTree;
  readonly prepared: Prepared;
  readonly bindings: Bindings;
}

const families: Readonly<Partial<Record<LanguageId, Family>>> = {
  javascript: 'script',
  typescript: 'script',
  tsx: 'script',
  python: 'python',
  go: 'go',
  c: 'c',
};

/** The family of a language; one that has no way of its own finds other files by the names of their classes. */
export function familyOf(language: Language): Family {
  const id: string = language.id;
  return families[language.id] ?? (id === 'cpp' ? 'c' : 'named');
}
