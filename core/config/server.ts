import path from 'node:path';
import { z } from 'zod';
import type { Bucket } from '../kernel/blobs.ts';
import { Failure } from '../kernel/failure.ts';

/** Where a server keeps what it is told. Absolute folder; `databaseUrl` is `postgres://…`, the embedded database in the folder otherwise. */
export interface ServerSettings {
  readonly dataFolder: string;
  readonly databaseUrl?: string;
  /** Contents are files of the folder without it. */
  readonly bucket?: Bucket;
  /** Signs tokens; made at first start and kept in the folder without it. */
  readonly authSecret?: string;
  /** Where programs such as git are found: PATH. */
  readonly programs?: string;
  /** Repositories may be fetched from private networks and from this machine. */
  readonly allowsPrivateRemotes?: boolean;
  /** Of the first administrator. */
  readonly adminEmail?: string;
  /** Whose word about the client's address counts; nobody's without it. */
  readonly trustedProxies?: TrustedProxies;
  /** How long the server goes on after it was told to end, so that nothing new is sent to it any more. */
  readonly drainSeconds?: number;
}

/** So many proxies in a row in front of the server, or those with these addresses and networks. */
export type TrustedProxies = { readonly kind: 'hops'; readonly count: number } | { readonly kind: 'addresses'; readonly addresses: readonly string[] };

const mostDrainSeconds = 300;
const mostHops = 10;
const address = z.union([z.ipv4(), z.ipv6(), z.cidrv4(), z.cidrv6()]);
const hops = z
  .stringFormat('hops', /^\d{1,2}$/)
  .transform(Number)
  .pipe(z.number().min(1).max(mostHops))
  .transform((count): TrustedProxies => ({ kind: 'hops', count }));
const addresses = z
  .string()
  .transform((text) => text.split(',').map((each) => each.trim()))
  .pipe(z.array(address).min(1))
  .transform((list): TrustedProxies => ({ kind: 'addresses', addresses: list }));

const set = z.string().trim().min(1);
const unset = z.literal('').transform(() => undefined);
const optional = set.or(unset).optional();

/** Every variable of the environment that a server reads besides the project's settings. */
export const serverVariables = z.object({
  SENTRIK_DATA: optional.meta({ description: 'Folder of the server: database, contents, keys; `.sentrik/local/server` of the project by default' }),
  SENTRIK_DATABASE_URL: z
    .url({ protocol: /^postgres(ql)?$/, error: 'is no postgres:// address' })
    .or(unset)
    .optional()
    .meta({ description: 'PostgreSQL instead of the embedded database' }),
  SENTRIK_BLOBS_URL: z
    .url({ protocol: /^s3$/, error: 'is no address such as s3://bucket?endpoint=https://host&region=eu-central-1' })
    .or(unset)
    .optional()
    .meta({ description: 'Bucket of an S3-compatible store instead of files' }),
  AWS_ACCESS_KEY_ID: optional.meta({ description: 'Key of the bucket' }),
  AWS_SECRET_ACCESS_KEY: optional.meta({ description: 'Secret of the bucket' }),
  SENTRIK_AUTH_SECRET: z
    .string()
    .min(32, 'is shorter than 32 characters')
    .or(unset)
    .optional()
    .meta({ description: 'Secret that signs tokens, at least 32 characters' }),
  SENTRIK_ADMIN_EMAIL: z
    .email('is no e-mail address')
    .or(unset)
    .optional()
    .meta({ description: 'Address of the first administrator; admin@sentrik.local by default' }),
  SENTRIK_TRUSTED_PROXIES: z
    .union([unset, hops, addresses], { error: `is neither a number of proxies from 1 to ${mostHops} nor a list of addresses and networks such as 10.0.0.0/8` })
    .optional()
    .meta({ description: 'Proxies in front of the server that tell the address of the client: how many, or their addresses and networks; none by default' }),
  SENTRIK_DRAIN_SECONDS: z
    .union([unset, z.coerce.number().min(0).max(mostDrainSeconds)], { error: `is no number of seconds from 0 to ${mostDrainSeconds}` })
    .optional()
    .meta({ description: 'How long the server goes on after SIGTERM with `/v1/readyz` at 503; 2 by default' }),
  PATH: optional.meta({ description: 'Where git is found' }),
  SENTRIK_GIT_PRIVATE: z
    .enum(['true', 'false'], { error: 'is neither true nor false' })
    .or(unset)
    .optional()
    .meta({ description: 'Whether repositories may be fetched from private networks; false by default' }),
});
type Variables = z.output<typeof serverVariables>;

/** Reads the server's settings from variables of the environment. Throws `invalid_input` that names the variable, never its value. */
export function serverSettings(environment: Readonly<Record<string, string | undefined>>, projectRoot: string): ServerSettings {
  const parsed = serverVariables.safeParse(environment);
  if (!parsed.success) {
    const problems = parsed.error.issues.map((issue) => `${issue.path.join('.')} ${issue.message}`);
    throw new Failure('invalid_input', `The server cannot start: ${problems.join('; ')}`);
  }
  const { SENTRIK_DATA, SENTRIK_DATABASE_URL, SENTRIK_AUTH_SECRET, PATH, SENTRIK_GIT_PRIVATE } = parsed.data;
  const { SENTRIK_ADMIN_EMAIL: adminEmail, SENTRIK_TRUSTED_PROXIES: trustedProxies, SENTRIK_DRAIN_SECONDS: drainSeconds } = parsed.data;
  const bucket = bucketOf(parsed.data);
  return {
    dataFolder: path.resolve(projectRoot, SENTRIK_DATA ?? '.sentrik/local/server'),
    ...(SENTRIK_DATABASE_URL === undefined ? {} : { databaseUrl: SENTRIK_DATABASE_URL }),
    ...(bucket === undefined ? {} : { bucket }),
    ...(SENTRIK_AUTH_SECRET === undefined ? {} : { authSecret: SENTRIK_AUTH_SECRET }),
    ...(PATH === undefined ? {} : { programs: PATH }),
    ...(SENTRIK_GIT_PRIVATE === 'true' ? { allowsPrivateRemotes: true } : {}),
    ...(adminEmail === undefined ? {} : { adminEmail }),
    ...(trustedProxies === undefined ? {} : { trustedProxies }),
    ...(drainSeconds === undefined ? {} : { drainSeconds }),
  };
}

function bucketOf(variables: Variables): Bucket | undefined {
  if (variables.SENTRIK_BLOBS_URL === undefined) return undefined;
  const url = new URL(variables.SENTRIK_BLOBS_URL);
  const { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey } = variables;
  if (accessKeyId === undefined || secretAccessKey === undefined) {
    throw new Failure('invalid_input', 'SENTRIK_BLOBS_URL needs AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY');
  }
  const region = url.searchParams.get('region') ?? 'us-east-1';
  const endpoint = url.searchParams.get('endpoint') ?? `https://s3.${region}.amazonaws.com`;
  return { endpoint, name: url.hostname, region, accessKeyId, secretAccessKey };
}
