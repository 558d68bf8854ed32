/** One advisory about one package, as it is shipped. */
export interface Advisory {
  readonly name: string;
  readonly id: string;
  readonly aliases: readonly string[];
  /** critical, high, medium, low; info for what is no weakness; none where the source does not say. */
  readonly severity: string;
  /** Affected versions: comparators joined by blanks, alternatives by `|`; after `!` the versions that are not affected. Empty: all. */
  readonly range: string;
  readonly summary: string;
}

const longest = 110;

/** The first sentence of a text, in one line of at most 110 characters. */
export function brief(text: string): string {
  const plain = text.replace(/[`*#]/g, '').replace(/\s+/g, ' ').trim();
  const sentence = /^.{20,}?[.!?](?=\s|$)/.exec(plain)?.[0] ?? plain;
  return sentence.length <= longest ? sentence.replace(/\.$/, '') : `${sentence.slice(0, sentence.lastIndexOf(' ', longest))} …`;
}

/** The band of a CVSS base score. */
export function bandOf(score: number | undefined): string {
  if (score === undefined) return 'none';
  if (score >= 9) return 'critical';
  if (score >= 7) return 'high';
  return score >= 4 ? 'medium' : 'low';
}

const weights: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  AV: { N: 0.85, A: 0.62, L: 0.55, P: 0.2 },
  AC: { L: 0.77, H: 0.44 },
  UI: { N: 0.85, R: 0.62 },
  C: { H: 0.56, L: 0.22, N: 0 },
  I: { H: 0.56, L: 0.22, N: 0 },
  A: { H: 0.56, L: 0.22, N: 0 },
};
const privileges: Readonly<Record<string, Readonly<Record<string, number>>>> = { U: { N: 0.85, L: 0.62, H: 0.27 }, C: { N: 0.85, L: 0.68, H: 0.5 } };

/** The base score of a CVSS 3 vector; undefined for other versions. */
export function scoreOf(vector: string): number | undefined {
  if (!vector.startsWith('CVSS:3')) return undefined;
  const parts = new Map(vector.split('/').map((part) => [part.split(':')[0] ?? '', part.split(':')[1] ?? '']));
  const weight = (name: string): number => weights[name]?.[parts.get(name) ?? ''] ?? 0;
  const scope = parts.get('S') ?? 'U';
  const base = 1 - (1 - weight('C')) * (1 - weight('I')) * (1 - weight('A'));
  const impact = scope === 'C' ? 7.52 * (base - 0.029) - 3.25 * (base - 0.02) ** 15 : 6.42 * base;
  if (impact <= 0) return 0;
  const exploitability = 8.22 * weight('AV') * weight('AC') * (privileges[scope]?.[parts.get('PR') ?? ''] ?? 0) * weight('UI');
  return Math.ceil(Math.min((scope === 'C' ? 1.08 : 1) * (impact + exploitability), 10) * 10) / 10;
}
