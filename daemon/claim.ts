import fs from 'node:fs';
import type net from 'node:net';
import { connectTo } from './connection.ts';
import { addressOf, codeOf, fileOf, type Place, socketsIn } from './place.ts';

/** The right to be the daemon of a place, with the server that listens there. */
export interface Claim {
  /** Whether nobody else has taken over: then a newer number is in charge. */
  isOurs(): boolean;
  /** Nobody finds the daemon from now on; it still listens. */
  leave(): void;
}

/**
 * Listens at the place unless another daemon does: then undefined. A socket gets its name only once it listens, and the name only if nobody has it: of
 * several that start at once one wins. Sockets of killed processes are passed by and removed. Throws where nothing can be bound.
 */
export async function claimPlace(place: Place, server: net.Server): Promise<Claim | undefined> {
  // Taken before looking whether anybody listens: whoever comes in between takes the same number, and one of both fails.
  const number = 1 + Math.max(-1, ...numbersAt(place));
  const other = await connectTo(place);
  if (other.kind === 'connected') {
    other.socket.destroy();
    return undefined;
  }
  return process.platform === 'win32' ? claimPipe(place, server) : claimSocket(place, server, number);
}

async function claimPipe(place: Place, server: net.Server): Promise<Claim | undefined> {
  try {
    await listen(server, addressOf(place, 0));
  } catch (thrown) {
    if (codeOf(thrown) === 'EADDRINUSE') return undefined;
    throw thrown;
  }
  fs.writeFileSync(pidFile(place, 0), String(process.pid), { mode: 0o600 });
  return { isOurs: () => true, leave: () => fs.rmSync(pidFile(place, 0), { force: true }) };
}

/** A process may try more than once. */
let unnamedSockets = 0;

async function claimSocket(place: Place, server: net.Server, number: number): Promise<Claim | undefined> {
  const unnamed = fileOf(place, `${process.pid}-${unnamedSockets}.tmp`);
  unnamedSockets += 1;
  fs.rmSync(unnamed, { force: true });
  await listen(server, unnamed);
  fs.chmodSync(unnamed, 0o600);
  try {
    fs.linkSync(unnamed, addressOf(place, number));
  } catch (thrown) {
    if (codeOf(thrown) === 'EEXIST') return undefined;
    throw thrown;
  } finally {
    fs.rmSync(unnamed, { force: true });
  }
  fs.writeFileSync(pidFile(place, number), String(process.pid), { mode: 0o600 });
  for (const former of numbersAt(place)) if (former < number) remove(place, former);
  const { ino } = fs.lstatSync(addressOf(place, number));
  const isThere = () => fs.lstatSync(addressOf(place, number), { throwIfNoEntry: false })?.ino === ino;
  return {
    isOurs: () => isThere() && !numbersAt(place).some((other) => other > number),
    leave: () => {
      if (isThere()) remove(place, number);
    },
  };
}

function numbersAt(place: Place): readonly number[] {
  return socketsIn(place.folder).flatMap(({ id, number }) => (id === place.id ? [number] : []));
}

function remove(place: Place, number: number): void {
  fs.rmSync(addressOf(place, number), { force: true });
  fs.rmSync(pidFile(place, number), { force: true });
}

/** Where the daemon with a number keeps its process id. */
export function pidFile(place: Place, number: number): string {
  return fileOf(place, `${number}.pid`);
}

function listen(server: net.Server, address: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(address, () => {
      server.off('error', reject);
      resolve();
    });
  });
}
