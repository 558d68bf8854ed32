import { BlockList, isIP } from 'node:net';
import type { Middleware } from 'koa';
import type { TrustedProxies } from '../core/config/server.ts';

/** Whether an address is a proxy of ours; `distance` is how many of ours stand between it and this server. */
type Trust = (address: string, distance: number) => boolean;

const told = ['x-forwarded-for', 'x-forwarded-proto', 'x-forwarded-host'] as const;
const tellsOfProxy = ['x-forwarded-for', 'forwarded', 'x-real-ip'] as const;
const mapped = /^::ffff:(\d{1,3}(?:\.\d{1,3}){3})$/i;
const withPort = /^(?:\[([^\]]+)\]|(\d{1,3}(?:\.\d{1,3}){3}))(?::\d{1,5})?$/;

/**
 * Makes `context.ip` the address of the client: the nearest one that is not a trusted proxy. What others say of addresses, protocols and hosts counts for
 * nothing. Notes in the state whether the request says that it came through any proxy.
 */
export function clientAddresses(proxies: TrustedProxies | undefined): Middleware {
  const isTrusted: Trust = proxies === undefined ? () => false : trustOf(proxies);
  return async (context, next) => {
    const { headers, socket } = context.req;
    Object.assign(context.state, { isForwarded: tellsOfProxy.some((name) => headers[name] !== undefined) });
    const peer = plain(socket.remoteAddress ?? '');
    context.request.ip = clientOf([peer, ...context.get('X-Forwarded-For').split(',').toReversed()], isTrusted);
    if (!isTrusted(peer, 0)) for (const name of told) delete headers[name];
    await next();
  };
}

/** From the nearest address on: the first that is no proxy of ours, or the last that is an address at all. */
function clientOf(chain: readonly string[], isTrusted: Trust): string {
  let client = '';
  for (const [distance, text] of chain.entries()) {
    const address = plain(text.trim());
    if (isIP(address) === 0) break;
    client = address;
    if (!isTrusted(address, distance)) break;
  }
  return client;
}

function trustOf(proxies: TrustedProxies): Trust {
  if (proxies.kind === 'hops') return (_address, distance) => distance < proxies.count;
  const list = new BlockList();
  for (const each of proxies.addresses) {
    const [address = '', prefix] = each.split('/');
    const family = isIP(address) === 6 ? 'ipv6' : 'ipv4';
    if (prefix === undefined) list.addAddress(address, family);
    else list.addSubnet(address, Number(prefix), family);
  }
  return (address) => list.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4');
}

/** Without a port, and an IPv4 address as such. */
function plain(text: string): string {
  const [, six, four] = withPort.exec(text) ?? [];
  const address = six ?? four ?? text;
  return mapped.exec(address)?.[1] ?? address;
}
