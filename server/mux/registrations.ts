import type { CommandNames } from './command-names.ts';
import { syncRegistrations } from './document-sync.ts';
import { type Hub, type Side, type SideName, sideOf } from './hub.ts';
import { type Fields, fieldsOf, listOf, resultOf } from './message.ts';
import type { Answered } from './peer.ts';
import { providers } from './providers-table.ts';

/** What servers register and take back while they run. The editor gets ids that never meet. */
export interface Registrations {
  register(side: SideName, params: unknown, answered: Answered): void;
  unregister(side: SideName, params: unknown, answered: Answered): void;
  /** Takes back what a server that is gone has registered. */
  drop(side: SideName): void;
}

interface Registration {
  readonly id: string;
  readonly method: string;
  readonly registerOptions: Fields;
}

const diagnostics = 'textDocument/diagnostic';
const unregister = 'client/unregisterCapability';

export function dynamicRegistrations(hub: Hub, names: CommandNames): Registrations {
  /** What the editor knows, by its id. */
  const passedOn = new Map<string, { readonly side: SideName; readonly method: string }>();

  function takeBack(ids: readonly string[], answered: Answered): void {
    const known = ids.flatMap((id) => {
      const entry = passedOn.get(id);
      passedOn.delete(id);
      return entry === undefined ? [] : [{ id, method: entry.method }];
    });
    if (known.length === 0) answered(resultOf(null));
    // The protocol spells the field so.
    else hub.host.ask(unregister, { unregisterations: known }, answered);
  }

  function passOn(side: SideName, passed: readonly Registration[], answered: Answered): void {
    const registrations = passed.map((entry) => ({ ...entry, id: hostId(side, entry.id), registerOptions: hostOptions(names, side, entry) }));
    for (const { id, method } of registrations) passedOn.set(id, { side, method });
    hub.host.ask('client/registerCapability', { registrations }, (answer) => {
      if (answer.kind === 'error') for (const { id } of passed) forget(side, id);
      answered(answer);
    });
  }

  function forget(side: SideName, id: string): void {
    passedOn.delete(hostId(side, id));
    sideOf(hub, side).features.unregister(id);
  }

  return {
    register(side, params, answered) {
      const wanted = listOf(fieldsOf(params).registrations).map(readRegistration);
      const passed = wanted.filter(({ method }) => isForEditor(hub, side, method));
      for (const { id, method, registerOptions } of wanted) sideOf(hub, side).features.register(id, method, registerOptions);
      if (passed.length === 0) answered(resultOf(null));
      else passOn(side, passed, answered);
    },
    unregister(side, params, answered) {
      const ids = idsOf(params);
      for (const id of ids) sideOf(hub, side).features.unregister(id);
      const known = ids.map((id) => hostId(side, id));
      takeBack(known, answered);
    },
    drop(side) {
      const ids = [...passedOn].filter(([, entry]) => entry.side === side).map(([id]) => id);
      takeBack(ids, () => undefined);
    },
  };
}

function hostId(side: SideName, id: string): string {
  return `${side}:${id}`;
}

function idsOf(params: unknown): readonly string[] {
  const { unregisterations, unregistrations } = fieldsOf(params);
  return listOf(unregisterations ?? unregistrations).map((entry) => String(fieldsOf(entry).id));
}

function readRegistration(value: unknown): Registration {
  const { id, method, registerOptions } = fieldsOf(value);
  return { id: String(id), method: String(method), registerOptions: fieldsOf(registerOptions) };
}

/**
 * Not passed on: how documents are told, which is decided here; and what the editor asks both servers for already, since a second provider
 * would give everything twice.
 */
function isForEditor({ client, own, upstream }: Hub, side: SideName, method: string): boolean {
  if (syncRegistrations.includes(method)) return side === 'own';
  if (method === diagnostics && !client.pullsDiagnostics) return false;
  const other: Side = side === 'own' ? upstream : own;
  const provider = providers[method];
  return provider === undefined || method === 'workspace/executeCommand' || !other.features.supports(method);
}

function hostOptions(names: CommandNames, side: SideName, { method, registerOptions }: Registration): Fields {
  if (side === 'own' || method !== 'workspace/executeCommand') return registerOptions;
  const commands = listOf(registerOptions.commands).filter((name) => typeof name === 'string');
  return { ...registerOptions, commands: names.toHost(commands) };
}
