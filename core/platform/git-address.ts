import { lookup } from 'node:dns/promises';
import net from 'node:net';
import { Failure } from '../kernel/failure.ts';

/** What the server allows besides the addresses of the internet. */
export interface AddressPolicy {
  /** Hosts in private networks and on this machine. */
  readonly allowPrivate: boolean;
  /** Repositories in folders of this machine. */
  readonly allowPaths: boolean;
}

export type RemoteAddress = { readonly kind: 'path'; readonly path: string } | { readonly kind: 'url'; readonly url: URL };

/** A host whose address was judged: git must use this address and ask for no other. */
export interface PinnedRemote {
  readonly url: string;
  readonly settings: Readonly<Record<string, string>>;
  readonly environment: Readonly<Record<string, string>>;
}

const schemes: ReadonlySet<string> = new Set(['https:', 'http:', 'git:', 'ssh:']);
const ports: Readonly<Record<string, string>> = { 'https:': '443', 'http:': '80', 'git:': '9418', 'ssh:': '22' };
const shortSsh = /^([A-Za-z0-9._-]+)@([A-Za-z0-9.-]+):([^/:][^:]*)$/;
const maxUrl = 2000;
const plainHost = /^(\[[0-9a-fA-F:.]+\]|[A-Za-z0-9._-]+)$/;
const plainPath = /^[^\s\\]*$/;

/** Reads the address of a repository. Throws `invalid_input` for other schemes, passwords in the address, and paths where the policy has none. */
export function readAddress(text: string, policy: AddressPolicy): RemoteAddress {
  const given = text.trim();
  const short = shortSsh.exec(given);
  const spelled = short === null ? given : `ssh://${short[1]}@${short[2]}/${short[3]}`;
  if (policy.allowPaths && (spelled.startsWith('/') || spelled.startsWith('file:///'))) {
    return { kind: 'path', path: decodeURIComponent(spelled.replace(/^file:\/\//, '')) };
  }
  const url = spelled.length <= maxUrl && URL.canParse(spelled) ? new URL(spelled) : undefined;
  if (url === undefined || !schemes.has(url.protocol)) throw wrong('Give the address of a repository that begins with https, http, git or ssh');
  if (url.password !== '' || (url.username !== '' && url.protocol !== 'ssh:')) {
    throw wrong('Addresses with a name or password are not kept; push private code to a git upload instead');
  }
  if (!plainHost.test(url.hostname) || /^-|\.$/.test(url.hostname) || !plainPath.test(url.pathname)) throw wrong('The address of the repository is malformed');
  return { kind: 'url', url };
}

/** Looks the host up once and holds git to what was found. Throws `invalid_input` for a private address, `unavailable` for an unknown name. */
export async function pinAddress(url: URL, policy: AddressPolicy): Promise<PinnedRemote> {
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const address = await addressOf(host, policy);
  const shown = net.isIPv6(address) ? `[${address}]` : address;
  const port = url.port === '' ? (ports[url.protocol] ?? '') : url.port;
  if (url.protocol === 'ssh:') return { url: url.href, settings: {}, environment: { GIT_SSH_COMMAND: sshCommand(address), GIT_SSH_VARIANT: 'ssh' } };
  if (url.protocol === 'git:') {
    return { url: `git://${shown}:${port}${url.pathname}`, settings: {}, environment: { GIT_OVERRIDE_VIRTUAL_HOST: url.host } };
  }
  const resolve = net.isIP(host) === 0 ? { 'http.curloptResolve': `${host}:${port}:${shown}` } : {};
  return { url: url.href, settings: { 'http.followRedirects': 'false', 'http.proxy': '', ...resolve }, environment: {} };
}

async function addressOf(host: string, policy: AddressPolicy): Promise<string> {
  const found = await lookup(host, { all: true }).catch(() => []);
  const [first] = found;
  if (first === undefined) throw new Failure('unavailable', 'The host of the repository is unknown');
  if (!policy.allowPrivate && found.some(({ address, family }) => !isPublic(address, family))) {
    throw wrong('The repository is in a private network, which this server does not reach out to');
  }
  return first.address;
}

function isPublic(address: string, family: number): boolean {
  return family === 6 ? !private6.check(address, 'ipv6') : !private4.check(address, 'ipv4');
}

/** Special-purpose address registries of IANA: private, local, shared, documentation, multicast. */
const private4 = netsOf('ipv4', [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
]);
/** The same, and the forms that carry an IPv4 address inside. */
const private6 = netsOf('ipv6', [
  ['::', 96],
  ['::ffff:0:0', 96],
  ['64:ff9b::', 96],
  ['64:ff9b:1::', 48],
  ['100::', 64],
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['fc00::', 7],
  ['fe80::', 10],
  ['fec0::', 10],
  ['ff00::', 8],
]);

function netsOf(family: 'ipv4' | 'ipv6', nets: readonly (readonly [string, number])[]): net.BlockList {
  const list = new net.BlockList();
  for (const [prefix, bits] of nets) list.addSubnet(prefix, bits, family);
  return list;
}

/** Without this machine's keys, settings and questions. */
function sshCommand(address: string): string {
  const options = [
    'BatchMode=yes',
    'IdentitiesOnly=yes',
    'IdentityFile=none',
    'StrictHostKeyChecking=accept-new',
    'UserKnownHostsFile=/dev/null',
    'ForwardAgent=no',
  ];
  return ['ssh', '-F', 'none', ...[...options, `HostName=${address}`].flatMap((option) => ['-o', option])].join(' ');
}

function wrong(message: string): Failure {
  return new Failure('invalid_input', message, { issues: [{ field: 'source_url', message }] });
}
