import { parseLanguage } from '../languages/index.ts';
import type { LanguageId, RuleProblem } from '../model.ts';
import { at, elements, entries, type Origin, type Part, refuse } from './part.ts';
import { readYaml } from './yaml-text.ts';

/** Specs of one model for some languages, as they stand in the model's file; they are read again for each rule that uses them. */
export interface ModelGroup {
  readonly languages: readonly LanguageId[];
  readonly specs: readonly Part[];
}

/** Shared sources, sinks, sanitizers and propagators by name: `pattern-sources: [{use: http-request}]`. */
export type Models = ReadonlyMap<string, readonly ModelGroup[]>;

export const noModels: Models = new Map();

/** A file of text in memory: rule loading needs no file system. */
export interface TextFile {
  readonly file: string;
  readonly text: string;
}

/** Whether a file holds shared models and no rules. */
export function isModelFile({ text }: TextFile): boolean {
  return /^models:/m.test(text) && !/^(?:rules|id):/m.test(text);
}

/**
 * Reads model files: `models: {<name>: {"<language>, <language>": [<spec>, …]}}`. A name may be extended in several files.
 */
export function loadModels(files: readonly TextFile[]): { readonly models: Models; readonly problems: readonly RuleProblem[] } {
  const models = new Map<string, ModelGroup[]>();
  const problems: RuleProblem[] = [];
  for (const { file, text } of files) {
    const reading = readYaml(text, file);
    if (reading.kind === 'problems') problems.push(...reading.problems);
    else readModelFile({ value: reading.yaml.value, path: [], origin: { file, yaml: reading.yaml, problems } }, models);
  }
  return { models, problems };
}

function readModelFile(top: Part, models: Map<string, ModelGroup[]>): void {
  const list = at(top, 'models');
  if (list === undefined) return refuse(top, 'A mapping with the key models was expected');
  for (const [name, model] of entries(list)) {
    const groups = models.get(name) ?? [];
    for (const [key, specs] of entries(model)) {
      if (key === 'description') continue;
      groups.push({ languages: readLanguages(key, specs), specs: elements(specs) });
    }
    models.set(name, groups);
  }
}

function readLanguages(key: string, part: Part): readonly LanguageId[] {
  return key.split(',').flatMap((name) => {
    const language = parseLanguage(name)?.id;
    if (language === undefined) refuse(part, `The language ${JSON.stringify(name.trim())} is not supported`);
    return language ?? [];
  });
}

/** The same part with problems going to another rule. */
export function rehome(part: Part, origin: Pick<Origin, 'problems' | 'ruleId'>): Part {
  const { file, yaml } = part.origin;
  return { ...part, origin: { file, yaml, problems: origin.problems, ...(origin.ruleId === undefined ? {} : { ruleId: origin.ruleId }) } };
}
