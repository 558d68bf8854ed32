/** "1 finding", "1,204 findings". */
export function countOf(number: number, noun: string): string {
  const many = noun.endsWith('y') ? `${noun.slice(0, -1)}ies` : `${noun}s`;
  return `${number.toLocaleString('en')} ${number === 1 ? noun : many}`;
}

/** A duration in the unit that suits it: "84 ms", "2.4 s", "3 min 20 s". */
export function durationText(milliseconds: number): string {
  if (milliseconds < 1000) return `${Math.round(milliseconds)} ms`;
  if (milliseconds < 60_000) return `${(milliseconds / 1000).toFixed(1)} s`;
  const seconds = Math.round(milliseconds / 1000);
  return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}

const units: readonly (readonly [Intl.RelativeTimeFormatUnit, number])[] = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
];

/** How long ago an instant was: "just now", "5 minutes ago", "yesterday". Both in milliseconds since 1970. */
export function agoText(then: number, now: number): string {
  const passed = now - then;
  const unit = units.find(([, size]) => passed >= size);
  if (unit === undefined) return 'just now';
  return new Intl.RelativeTimeFormat('en', { numeric: 'auto' }).format(-Math.floor(passed / unit[1]), unit[0]);
}

/** A share of 0 to 1 as a percentage without needless decimals. */
export function percentText(share: number): string {
  return `${(share * 100).toLocaleString('en', { maximumFractionDigits: 1 })} %`;
}

const byteUnits = ['B', 'kB', 'MB', 'GB', 'TB'] as const;

/** A size in the unit that suits it: "512 B", "1.4 MB". */
export function bytesText(bytes: number): string {
  const power = bytes < 1000 ? 0 : Math.min(byteUnits.length - 1, Math.floor(Math.log10(bytes) / 3));
  return `${(bytes / 1000 ** power).toLocaleString('en', { maximumFractionDigits: 1 })} ${byteUnits[power] ?? ''}`;
}

const spanUnits = [
  ['hour', 3600],
  ['minute', 60],
  ['second', 1],
] as const;

/** A whole number of the largest unit that gives one: "6 hours", "90 seconds". */
export function spanText(seconds: number): string {
  const [unit, size] = spanUnits.find(([, each]) => seconds >= each && seconds % each === 0) ?? ['second', 1];
  return countOf(seconds / size, unit);
}
