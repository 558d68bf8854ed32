import type { Config } from '../../config/schema.ts';
import { controlsFor, mergeControls } from '../frameworks/controls.ts';
import { normalName } from '../frameworks/names.ts';
import type { Pack, Rule, RuleProblem } from '../model.ts';
import type { WorkspaceOptions } from '../workspace.ts';
import type { CustomPack } from './assemble-packs.ts';
import type { FrameworkChoice } from './framework-choice.ts';
import { overrideRule } from './override-rule.ts';

/** A pack with the configuration's severities and without the rules it switches off. */
export interface EnabledPack {
  readonly pack: Pack;
  readonly enabled: boolean;
  /** Rules of the pack that the configuration switches off. */
  readonly switchedOff: readonly Rule[];
  /** Rule files that a pack of the project is made of; empty for built-in ones. */
  readonly files: readonly string[];
}

export interface PackChoice {
  readonly builtin: readonly Pack[];
  readonly custom: readonly CustomPack[];
  readonly config: Config;
  readonly options: WorkspaceOptions;
  readonly frameworks: FrameworkChoice;
}

/** Documents that frameworks ask for; on as far as a framework that is on asks for them. */
const documentPack = 'documents';

/**
 * Which packs are on. The request decides when it names packs or wants none; else the configuration's list, or what is on by default.
 * A framework in the list turns no pack off. Rule files that the project has are on; those that the request names always are.
 */
export function enablePacks(choice: PackChoice): { readonly packs: readonly EnabledPack[]; readonly problems: readonly RuleProblem[] } {
  const { builtin, custom, config, options, frameworks } = choice;
  const { packs: named, enabled: wanted } = frameworks;
  const isOn = (pack: Pack) => {
    if (options.noPacks === true) return false;
    if (pack.id === documentPack && wanted.length > 0) return true;
    return named === undefined ? pack.byDefault : named.has(pack.id);
  };
  const isCustomOn = ({ from, ...pack }: Omit<CustomPack, 'files'>) => {
    if (from === 'request') return true;
    return options.noPacks !== true && (options.packs === undefined || named?.has(pack.id) === true);
  };
  const packs = [
    ...builtin.map((pack) => ({ pack: withDocuments(pack, frameworks), enabled: isOn(pack), files: [] })),
    ...custom.map(({ files, ...pack }) => ({ pack, enabled: isCustomOn(pack), files })),
  ];
  const adjusted = packs.map(({ pack, ...rest }) => ({ ...adjust(pack, config, frameworks), ...rest }));
  return {
    packs: adjusted.map(({ problems: _problems, ...entry }) => entry),
    problems: [...configProblems([...builtin, ...custom], config, frameworks), ...adjusted.flatMap(({ problems }) => problems)],
  };
}

/** Only the documents that the frameworks ask for, unless the pack is named itself. */
function withDocuments(pack: Pack, { packs, enabled, catalogues }: FrameworkChoice): Pack {
  if (pack.id !== documentPack || enabled.length === 0 || packs?.has(documentPack) === true) return pack;
  const ids = new Set(enabled.map(({ id }) => id));
  const asked = new Set(catalogues().flatMap(({ id, documents }) => (ids.has(id) ? Object.keys(documents) : [])));
  return { ...pack, rules: pack.rules.filter(({ id }) => asked.has(id)) };
}

function adjust(whole: Pack, config: Config, frameworks: FrameworkChoice): Pick<EnabledPack, 'pack' | 'switchedOff'> & { readonly problems: RuleProblem[] } {
  const overrides = config.pack_overrides[whole.id] ?? {};
  const rules = whole.rules.map((rule) => {
    const override = Object.hasOwn(overrides, rule.id) ? overrides[rule.id] : undefined;
    const own = override === undefined ? { rule } : overrideRule(rule, override);
    return { ...own, rule: withControls(own.rule, config, frameworks), isOff: override?.enabled === false };
  });
  const part = (isOff: boolean) => rules.filter((each) => each.isOff === isOff).map(({ rule }) => rule);
  const problems = rules.flatMap(({ rule, problem }) =>
    problem === undefined ? [] : [{ file: 'configuration', field: `pack_overrides.${whole.id}.${rule.id}.options`, message: problem }],
  );
  return { pack: { ...whole, rules: part(false) }, switchedOff: part(true), problems };
}

/** Only the frameworks that the project wants to see. Names that no catalogue has are the rule's own. */
function withControls(rule: Rule, config: Config, { shown, catalogues }: FrameworkChoice): Rule {
  if (shown === undefined) return rule;
  const names = new Set(config.frameworks.map(normalName));
  const isWanted = (name: string) => names.size === 0 || shown.has(name) || names.has(normalName(name));
  const stated = Object.fromEntries(Object.entries(rule.controls).filter(([name]) => isWanted(name)));
  const asked = catalogues().flatMap(({ id, documents }) => (documents[rule.id] === undefined ? [] : [[id, documents[rule.id] ?? []] as const]));
  return { ...rule, controls: mergeControls(stated, { ...controlsFor(rule, catalogues()), ...Object.fromEntries(asked) }) };
}

function configProblems(packs: readonly Pack[], config: Config, frameworks: FrameworkChoice): readonly RuleProblem[] {
  const ids = new Map(packs.map((pack) => [pack.id, new Set(pack.rules.map((rule) => rule.id))]));
  const unknown = frameworks.unknownPacks
    .filter((name) => config.standards_packs.includes(name))
    .map((name) => ({ file: 'configuration', field: 'standards_packs', message: `There is no pack named ${JSON.stringify(name)}` }));
  const overridden = Object.entries(config.pack_overrides).flatMap(([pack, rules]) =>
    Object.keys(rules)
      .filter((rule) => ids.get(pack)?.has(rule) !== true)
      .map((rule) => ({ file: 'configuration', field: `pack_overrides.${pack}`, message: `There is no rule ${JSON.stringify(rule)} in this pack` })),
  );
  const stated = new Set(packs.flatMap((pack) => pack.rules.flatMap((rule) => Object.keys(rule.controls).map(normalName))));
  const foreign = frameworks.unknownFrameworks
    .filter((name) => !stated.has(normalName(name)))
    .map((name) => ({ file: 'configuration', field: 'frameworks', message: `There is no framework named ${JSON.stringify(name)}` }));
  return [...unknown, ...foreign, ...overridden];
}
