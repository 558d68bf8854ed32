import { z } from 'zod';

const name = z.string().trim().min(1).max(200);
const text = z.string().max(5000);
const glob = z.string().trim().min(1).max(500).meta({ description: 'Paths in the repository, such as src/api/**' });
const paths = z.array(glob).max(200).default([]);
const list = <T extends z.ZodType>(item: T) => z.array(item).max(500).default([]);

/** How much harm the loss of an asset, or of data, does. */
export const importances = ['low', 'medium', 'high', 'critical'] as const;
/** From where an entry point can be reached. */
export const exposures = ['internet', 'partners', 'internal', 'local'] as const;
export const authentications = ['none', 'user', 'administrator', 'service'] as const;
export const entryKinds = ['http', 'grpc', 'websocket', 'queue', 'webhook', 'cli', 'file', 'schedule', 'library', 'ui', 'other'] as const;
export const dataLevels = ['public', 'internal', 'confidential', 'restricted'] as const;

const asset = z.strictObject({
  name,
  description: text.default(''),
  importance: z.enum(importances).default('medium'),
  paths: paths.meta({ description: 'Where the code that holds it lies' }),
});

const entryPoint = z.strictObject({
  name,
  description: text.default(''),
  kind: z.enum(entryKinds).default('other'),
  exposure: z.enum(exposures).default('internal'),
  authentication: z.enum(authentications).default('user'),
  paths: paths.meta({ description: 'Where its code lies' }),
});

const trustBoundary = z.strictObject({
  name,
  description: text.default(''),
  from: name.meta({ description: 'The side that is trusted less' }),
  to: name.meta({ description: 'The side that is trusted more' }),
  paths: paths.meta({ description: 'Where what crosses it is checked' }),
});

const dataClass = z.strictObject({
  name,
  description: text.default(''),
  level: z.enum(dataLevels).default('internal'),
  paths: paths.meta({ description: 'Where it is worked with' }),
});

const outOfScope = z.strictObject({
  paths: z.array(glob).min(1).max(200),
  reason: z.string().trim().min(1).max(2000),
});

/** What is known of how a repository can be attacked: it ranks findings, and takes those out of scope out of the way. */
export const threatProfile = z.strictObject({
  summary: text.default(''),
  assets: list(asset),
  entry_points: list(entryPoint),
  trust_boundaries: list(trustBoundary),
  data_classes: list(dataClass),
  out_of_scope: list(outOfScope),
});
export type ThreatProfile = z.output<typeof threatProfile>;
