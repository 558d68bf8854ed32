import { z } from 'zod';
import { languageIds } from '../language-ids.ts';

/** A catalogue as it stands in packs/frameworks: data with its source and licence. */
export const frameworkFile = z.strictObject({
  id: z.string().regex(/^[a-z0-9-]+$/),
  name: z.string(),
  version: z.string().optional(),
  kind: z.enum(['code', 'process']),
  shown: z.boolean().default(false),
  aliases: z.array(z.string()).default([]),
  source: z.string(),
  licence: z.string(),
  attribution: z.string().optional(),
  rights: z.string().optional(),
  languages: z.array(z.enum(languageIds)).optional(),
  levels: z.strictObject({ name: z.string(), values: z.array(z.string()) }).optional(),
  controls: z.array(z.strictObject({ id: z.string(), title: z.string(), levels: z.array(z.string()).optional() })),
  mappings: z
    .array(
      z.strictObject({
        /** `cwe`, or the id of the framework whose controls the links name. */
        from: z.string(),
        basis: z.string(),
        /** Kinds of a listed weakness count too. */
        descend: z.boolean().optional(),
        /** The controls are about these weaknesses and nothing else. */
        whole: z.boolean().optional(),
        links: z.record(z.string(), z.array(z.union([z.number().int(), z.string()]))),
      }),
    )
    .default([]),
});
export type FrameworkFile = z.input<typeof frameworkFile>;

/** Our own judgement of which weaknesses and documents count for the controls of a framework: packs/judgements. */
export const judgementFile = z.strictObject({
  framework: z.string(),
  /** Topics of topics.yaml and weaknesses such as `CWE-306`, by control. */
  links: z.record(z.string(), z.array(z.string())).default({}),
  /** Controls that are about these weaknesses and nothing else. */
  whole: z.array(z.string()).default([]),
  /** Controls by the id of the rule about a document that they ask for. */
  documents: z.record(z.string(), z.array(z.string())).default({}),
});
export type Judgement = z.output<typeof judgementFile>;

/** Topics of weaknesses that frameworks share: each is these weaknesses and all kinds of them, without some; or every weakness. */
export const topicsFile = z.record(
  z.string(),
  z.strictObject({
    title: z.string(),
    cwe: z.array(z.number().int()).default([]),
    without: z.array(z.number().int()).default([]),
    every: z.boolean().default(false),
  }),
);
export type Topics = z.output<typeof topicsFile>;

/** Names and direct parents of weaknesses, by number. */
export const weaknessFile = z.strictObject({
  source: z.string(),
  licence: z.string(),
  attribution: z.string(),
  weaknesses: z.array(z.strictObject({ id: z.number().int(), name: z.string(), kind: z.string(), parents: z.array(z.number().int()).optional() })),
});
export type Weaknesses = z.output<typeof weaknessFile>['weaknesses'];
