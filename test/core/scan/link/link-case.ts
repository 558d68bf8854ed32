import { loadRuleText } from '../../../../core/scan/rules/load.ts';
import { openScanner, type Scanner } from '../../../../core/scan/scanner.ts';
import type { LinkOutcome } from '../../../../core/scan/scanner/link-files.ts';
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

/** Follows `source()` to `sink(…)` through the files; places as `path:line`. */
export async function linkCase({ files, rule = usual }: LinkCase): Promise<{ found: readonly string[]; expected: readonly string[]; outcome: LinkOutcome }> {
  const ready = opened.get(rule) ?? openScanner(settings(rule), builtAssets);
  opened.set(rule, ready);
  const scanner = await ready;
  const sources = Object.entries(files).map(([path, text]) => ({ path, text: () => text }));
  const outcome = scanner.steps.link(sources, (path) => files[path]);
  const found = [...outcome.results].flatMap(([path, { findings }]) => findings.map(({ span }) => `${path}:${span.startLine + 1}`));
  const expected = Object.entries(files).flatMap(([path, text]) =>
    text.split('\n').flatMap((line, index) => (/(?:\/\/|#|\/\*)\s*!!/.test(line) ? [`${path}:${index + 1}`] : [])),
  );
  return { found: found.toSorted(), expected: expected.toSorted(), outcome };
}

function settings(rule: string) {
  const { rules } = loadRuleText(`${head}${rule.trim().replaceAll(/^/gm, '    ')}\n`, 'flow.yaml');
  const pack = { id: 'custom', name: 'custom', version: '1.0.0', description: '', source: 'custom', byDefault: true, rules } as const;
  return { packs: [pack], suppressions: [], maxFileSize: 1_000_000, languages: {}, today: '2026-01-01', testCode: 'same' } as const;
}
