import type { Config } from '../../config/schema.ts';
import type { Pack, Rule, RuleProblem } from '../model.ts';
import type { WorkspaceOptions } from '../workspace.ts';
import type { CustomPack } from './custom-packs.ts';

/** A pack with the configuration's severities and without the rules it switches off. */
export interface EnabledPack {
  readonly pack: Pack;
  readonly enabled: boolean;
}

export interface PackChoice {
  readonly builtin: readonly Pack[];
  readonly custom: readonly CustomPack[];
  readonly config: Config;
  readonly options: WorkspaceOptions;
}

/**
 * Which packs are on. The request decides when it names packs or wants none; else the configuration's list, or what is on by default.
 * Rule files that the project has are on; those that the request names always are.
 */
export function enablePacks({ builtin, custom, config, options }: PackChoice): {
  readonly packs: readonly EnabledPack[];
  readonly problems: readonly RuleProblem[];
} {
  const { standards_packs: listed } = config;
  const isOn = (pack: Pack, fallback: boolean) => {
    if (options.noPacks === true) return false;
    if (options.packs !== undefined) return options.packs.includes(pack.id);
    return fallback;
  };
  const packs = [
    ...builtin.map((pack) => ({ pack, enabled: isOn(pack, listed.length === 0 ? pack.byDefault : listed.includes(pack.id)) })),
    ...custom.map(({ from, ...pack }) => ({ pack, enabled: from === 'request' || isOn(pack, true) })),
  ];
  return {
    packs: packs.map(({ pack, enabled }) => ({ pack: adjust(pack, config), enabled })),
    problems: configProblems(
      packs.map((entry) => entry.pack),
      config,
    ),
  };
}

function adjust(pack: Pack, config: Config): Pack {
  const overrides = config.pack_overrides[pack.id] ?? {};
  const rules = pack.rules.flatMap((rule) => {
    const override = Object.hasOwn(overrides, rule.id) ? overrides[rule.id] : undefined;
    if (override?.enabled === false) return [];
    return inFrameworks(override?.severity === undefined ? rule : { ...rule, severity: override.severity }, config.frameworks);
  });
  return { ...pack, rules };
}

/** Only the frameworks that the project wants to see. */
function inFrameworks(rule: Rule, frameworks: readonly string[]): Rule {
  if (frameworks.length === 0) return rule;
  const wanted = new Set(frameworks.map(normalName));
  return { ...rule, controls: Object.fromEntries(Object.entries(rule.controls).filter(([name]) => wanted.has(normalName(name)))) };
}

function normalName(name: string): string {
  return name.toLowerCase().replaceAll(/[^a-z0-9]/g, '');
}

function configProblems(packs: readonly Pack[], config: Config): readonly RuleProblem[] {
  const ids = new Map(packs.map((pack) => [pack.id, new Set(pack.rules.map((rule) => rule.id))]));
  const unknown = config.standards_packs
    .filter((id) => !ids.has(id))
    .map((id) => ({ file: 'configuration', field: 'standards_packs', message: `There is no pack named ${JSON.stringify(id)}` }));
  const overridden = Object.entries(config.pack_overrides).flatMap(([pack, rules]) =>
    Object.keys(rules)
      .filter((rule) => ids.get(pack)?.has(rule) !== true)
      .map((rule) => ({ file: 'configuration', field: `pack_overrides.${pack}`, message: `There is no rule ${JSON.stringify(rule)} in this pack` })),
  );
  return [...unknown, ...overridden];
}
