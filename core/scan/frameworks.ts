import { z } from 'zod';
import type { Assets } from '../kernel/context.ts';

/** A catalogue of controls and the weaknesses each is about; data with its source and licence. */
export const framework = z.object({
  id: z.string(),
  name: z.string(),
  source: z.string(),
  licence: z.string(),
  attribution: z.string().optional(),
  controls: z.array(z.object({ id: z.string(), title: z.string(), cwe: z.array(z.number().int()) })),
});
export type Framework = z.output<typeof framework>;

type Controls = Readonly<Record<string, readonly string[]>>;

/** The frameworks that were compiled into the product. */
export function readFrameworks(assets: Assets): readonly Framework[] {
  return z.array(framework).parse(JSON.parse(new TextDecoder().decode(assets.read('frameworks.json'))));
}

/** Control ids by framework for weaknesses such as `CWE-79`; frameworks without a match are absent. */
export function controlsFor(cwe: readonly string[], frameworks: readonly Framework[]): Controls {
  const numbers = new Set(cwe.map((id) => Number(id.replace(/^CWE-/, ''))));
  const controls: Record<string, readonly string[]> = {};
  for (const { id, controls: all } of frameworks) {
    const ids = all.filter((control) => control.cwe.some((number) => numbers.has(number))).map((control) => control.id);
    if (ids.length > 0) controls[id] = ids;
  }
  return controls;
}

/** Stated controls win over derived ones, framework by framework. */
export function mergeControls(stated: Controls, derived: Controls): Controls {
  return { ...derived, ...stated };
}
