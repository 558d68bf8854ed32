import type { LanguageId } from '../../model.ts';

/** A part of a file in another language: UTF-16 offsets of the file, the end exclusive. */
export interface Region {
  readonly language: LanguageId;
  readonly start: number;
  readonly end: number;
  /** What completes the part to a whole: written over the characters around it, so that offsets hold. */
  readonly before?: string;
  readonly after?: string;
}

export type RegionReader = (text: string) => readonly Region[];

/**
 * The regions of each language as a text of the file's length: the rest is blank apart from line ends, so that every offset, line and column
 * is that of the file. Regions of one language make up one program, in order.
 */
export function regionTexts(text: string, regions: readonly Region[]): ReadonlyMap<LanguageId, string> {
  const texts = new Map<LanguageId, string>();
  if (regions.length === 0) return texts;
  const blank = text.replace(/[^\n]/g, ' ');
  for (const language of new Set(regions.map((region) => region.language))) {
    texts.set(
      language,
      regionText(
        text,
        blank,
        regions.filter((region) => region.language === language),
      ),
    );
  }
  return texts;
}

function regionText(text: string, blank: string, regions: readonly Region[]): string {
  const parts: string[] = [];
  let at = 0;
  for (const { start, end, before = '', after = '' } of regions) {
    const lead = Math.max(at, start - before.length);
    if (start < at) continue;
    const tail = Math.min(text.length, end + after.length);
    parts.push(blank.slice(at, lead), before.slice(before.length - (start - lead)), text.slice(start, end), after.slice(0, tail - end));
    at = tail;
  }
  return parts.join('') + blank.slice(at);
}
