import type { KnownUnit } from '../link/call-graph.ts';
import { type FileFacts, unpackFacts } from '../link/facts.ts';
import { planProject, type ProjectPlan } from '../link/plan-project.ts';
import { indexProject } from '../link/project-index.ts';
import { readScriptSettings } from '../link/script-module.ts';
import { familyOf, type Unit } from '../link/unit.ts';
import { languageOf } from '../languages/index.ts';
import type { Engine } from './engine.ts';
import type { LinkFile } from './link-units.ts';

/** A file and what is known of it, packed. */
export interface KnownFile {
  readonly path: string;
  readonly facts: string;
}

/** What to follow, and the files it is about. */
export interface Plans extends ProjectPlan {
  readonly files: readonly LinkFile[];
}

/** Plans where flows across files are to be looked for. Opens no file. */
export function planLinks(engine: Engine, files: readonly KnownFile[], settingsText: (path: string) => string | undefined): Plans {
  const known = files.flatMap(({ path, facts }, at): readonly KnownUnit[] => {
    const language = languageOf({ path }, engine.settings.languages);
    const unpacked = language === undefined ? undefined : unpackFacts(facts);
    if (language === undefined || unpacked === undefined) return [];
    return [{ unit: { index: at + 1, path, language, family: familyOf(language), defines: () => true, open: () => undefined }, facts: unpacked }];
  });
  const project = indexProject(
    known.map(({ unit }) => unit),
    settingsText,
  );
  // All that may be asked for while plans are followed, so that it is known what the outcome depends on.
  if (known.some(({ unit }) => unit.family === 'script')) readScriptSettings(project);
  if (known.some(({ unit }) => unit.family === 'go')) settingsText('go.mod');
  const byPath = new Map(known.map((each) => [each.unit.path, each]));
  return { ...planProject(project, known), files: files.map(({ path }) => toLinkFile(path, byPath.get(path))) };
}

function toLinkFile(path: string, known: KnownUnit | undefined): LinkFile {
  return known === undefined || !seesWithoutImport(known.unit) ? { path } : { path, defines: definedIn(known.facts) };
}

function seesWithoutImport({ family }: Unit): boolean {
  return family === 'go' || family === 'c';
}

function definedIn({ names, globals, classes }: FileFacts): readonly string[] {
  return [...new Set([...globals, ...classes.map(([name]) => name)])].map((id) => names[id] ?? '');
}
