import { makeFirstAdmin } from '../core/account/first-start.ts';
import { boot, type BootOptions, type Product } from '../core/boot.ts';
import type { TrustedProxies } from '../core/config/server.ts';
import { Failure } from '../core/kernel/failure.ts';
import { operations } from '../core/operations.ts';
import { mcpMount } from '../mcp/http.ts';
import type { Scope } from '../mcp/scope.ts';
import { createApp } from './app.ts';
import { decideAccess, isLoopback } from './auth.ts';
import { configuredLimit } from './limits.ts';
import type { Listener } from './listener.ts';
import { noteArrivals, openPorts, type Ports, type SentriPort } from './ports.ts';
import type { ServerPlatform } from './server-platform.ts';
import { plannedShutdown } from './shutdown.ts';
import { surfaces } from './surfaces.ts';
import { inTurns } from './turns.ts';

/** Where to listen, besides what the product needs. */
export interface ApiOptions extends BootOptions {
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  /** A second port, where everything below /api is Sentri's; none without it. */
  readonly sentri?: SentriPort | undefined;
  /** Whose word about the client's address counts; nobody's without it. */
  readonly trustedProxies?: TrustedProxies | undefined;
  /** How long the server goes on after it was told to close, while it says that it is not ready; not at all without it. */
  readonly drainSeconds?: number | undefined;
  /** Of the first administrator, where there is none yet. */
  readonly adminEmail?: string | undefined;
  /** The database, contents and accounts of a server; without it only the project is served. */
  readonly server?: ServerPlatform;
  /** Which tools agents get at /mcp, who can ask for fewer; the ten of `lite` unless given. */
  readonly agents?: Scope;
}

export interface RunningApi {
  /** Such as `http://127.0.0.1:8000`. */
  readonly url: string;
  /** Of Sentri's port, where there is one. */
  readonly sentriUrl?: string;
  /** A key made for this run because other machines can reach the server and none was set. Already printed on standard error. */
  readonly apiKey?: string;
  /** Drains, then takes no more requests, lets those under way finish for a few seconds, and ends them. */
  close(): Promise<void>;
}

const defaultRequests = { max: 60, windowMs: 60_000, by: 'ip' } as const;

/** Serves the REST interface, the documentation, the dashboard and MCP. Throws `unavailable` when the port cannot be had. */
export async function startApi(options: ApiOptions): Promise<RunningApi> {
  const { policy, generatedKey } = decideAccess(options.host, options.environment.GUARD_API_KEY);
  const generalLimit = configuredLimit(surfaces.sentrik.limits.general ?? defaultRequests, options.environment);
  const product = boot(options);
  const { assets, log } = product.contextFor({ actor: { id: 'server', via: 'local', access: 'public' } });
  const mcp = mcpMount({ product, operations, ...(options.agents === undefined ? {} : { scope: options.agents }) });
  try {
    const arrivals = noteArrivals();
    const { isSentri } = arrivals;
    const shutdown = plannedShutdown();
    const { server, trustedProxies, drainSeconds = 0 } = options;
    const serving = { product, operations, assets, log, policy, generalLimit, mounts: [mcp], server, isSentri, trustedProxies, shutdown };
    const app = createApp(serving).callback();
    const ports = await openPorts(
      inTurns((request, response) => void app(request, response)),
      { ...options, warn: print },
      arrivals,
    );
    await requireLoopback(ports, policy.kind === 'open');
    const notice = await firstAdminNotice(product, options);
    if (notice !== undefined) print(notice);
    if (generatedKey !== undefined) print(keyNotice(options.host, generatedKey));
    const close = async () => {
      await shutdown.begin(drainSeconds);
      await Promise.all([ports.close(), mcp.close()]);
      await product.close();
    };
    return { ...urlsOf(options.host, ports), ...(generatedKey === undefined ? {} : { apiKey: generatedKey }), close };
  } catch (thrown) {
    await product.close();
    throw thrown;
  }
}

/** A name such as localhost may lead elsewhere: without a key nothing but this machine is served. */
async function requireLoopback(ports: Ports, isOpen: boolean): Promise<void> {
  if (!isOpen || isLoopback(ports.main.address.address)) return;
  await ports.close();
  throw new Failure('unavailable', 'The host name does not lead to this machine alone; set GUARD_API_KEY to serve it');
}

/** Makes the first administrator of an empty database; the text with its password is shown this once and kept nowhere. */
async function firstAdminNotice(product: Product, { server, adminEmail = 'admin@sentrik.local' }: ApiOptions): Promise<string | undefined> {
  if (server === undefined) return undefined;
  const context = product.contextFor({ actor: { id: 'server', via: 'local', access: 'operator' }, platform: server.platformFor(undefined) });
  const made = await makeFirstAdmin(context, adminEmail);
  return (
    made &&
    `First start. Sign in as ${made.email} with the password ${made.password}\nIt is shown this once; \`sentrik users reset-password\` makes another one.\n`
  );
}

function keyNotice(host: string, key: string): string {
  return `Other machines can reach ${host}, so an API key is needed. Key of this run: ${key}\nSet GUARD_API_KEY to choose your own.\n`;
}

function urlsOf(host: string, { main, sentri }: Ports): Pick<RunningApi, 'url' | 'sentriUrl'> {
  const urlAt = ({ address }: Listener) => urlOf(host, address.port);
  return { url: urlAt(main), ...(sentri === undefined ? {} : { sentriUrl: urlAt(sentri) }) };
}

function print(text: string): void {
  process.stderr.write(text);
}

function urlOf(host: string, port: number): string {
  const bare = host.replace(/^\[|\]$/g, '');
  return `http://${bare.includes(':') ? `[${bare}]` : bare}:${port}`;
}
