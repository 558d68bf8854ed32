import { loadRuleText } from '../../../../core/scan/rules/load.ts';
import { openScanner, type Scanner } from '../../../../core/scan/scanner.ts';
import type { Finding } from '../../../../core/scan/model.ts';
import type { PlanOutcome } from '../../../../core/scan/scanner/link-files.ts';
import { builtAssets } from '../../../support/assets.ts';

const head = `rules:
  - id: flow
    message: flow
    severity: ERROR
    languages: [javascript, typescript, python, java, go, c, php]
    mode: taint
`;
const usual = `pattern-sources: [{ pattern: source() }]
pattern-sinks: [{ pattern: sink(...) }]
pattern-sanitizers: [{ pattern: clean(...) }]`;

export interface LinkCase {
  /** Sources, sinks and options in place of the usual ones, as YAML. */
  readonly rule?: string;
  /** Texts by path. Lines that end in `!!` in a comment are where flows from other files end. */
  readonly files: Readonly<Record<string, string>>;
}

const opened = new Map<string, Promise<Scanner>>();

export interface Linked {
  readonly found: readonly string[];
  readonly expected: readonly string[];
  readonly findings: readonly Finding[];
  readonly outcomes: readonly PlanOutcome[];
}

/** Follows `source()` to `sink(…)` through the files; places as `path:line`. */
export async function linkCase({ files, rule = usual }: LinkCase): Promise<Linked> {
  const ready = opened.get(rule) ?? openScanner(settings(rule), builtAssets);
  opened.set(rule, ready);
  const { steps } = await ready;
  const known = Object.entries(files).map(([path, text]) => ({ path, facts: steps.find({ path, text }, [], true).facts ?? '' }));
  const texts = { textOf: (path: string) => files[path], settingsText: (path: string) => files[path] };
  const { plans, files: units } = steps.planLinks(known, texts.settingsText);
  const linker = steps.linker(units, texts);
  const outcomes = plans.map((plan) => linker.follow(plan, 10_000));
  const hits = outcomes.flatMap((outcome) => outcome.hits);
  const findings = [...new Set(hits.map(({ path }) => path))].flatMap(
    (path) =>
      steps.finishLinked(
        { path, text: files[path] ?? '' },
        hits.filter((hit) => hit.path === path),
      ).findings,
  );
  const expected = Object.entries(files).flatMap(([path, text]) =>
    text.split('\n').flatMap((line, index) => (/(?:\/\/|#|\/\*)\s*!!/.test(line) ? [`${path}:${index + 1}`] : [])),
  );
  return { found: findings.map(({ path, span }) => `${path}:${span.startLine + 1}`).toSorted(), expected: expected.toSorted(), findings, outcomes };
}

function settings(rule: string) {
  const { rules } = loadRuleText(`${head}${rule.trim().replaceAll(/^/gm, '    ')}\n`, 'flow.yaml');
  const pack = { id: 'custom', name: 'custom', version: '1.0.0', description: '', source: 'custom', byDefault: true, rules } as const;
  return { packs: [pack], suppressions: [], maxFileSize: 1_000_000, languages: {}, today: '2026-01-01', testCode: 'same' } as const;
}
