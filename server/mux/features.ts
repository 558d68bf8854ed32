import { type Fields, fieldsOf, isFields, listOf } from './message.ts';
import { listOfResolve, providers, registrationMethod } from './providers-table.ts';

/** What one of the servers answers: what it said at the start and what it registered since. */
export interface Features {
  readonly capabilities: Fields;
  /** Whether it answers a request, as far as it said so. */
  supports(method: string): boolean;
  /** Names of the commands it executes. */
  commands(): readonly string[];
  /** Options it registered with for a method, newest last. */
  registered(method: string): readonly Fields[];
  announce(capabilities: Fields): void;
  register(id: string, method: string, options: Fields): void;
  unregister(id: string): void;
  /** It is not there any more. */
  clear(): void;
}

interface Registration {
  readonly method: string;
  readonly options: Fields;
}

export function emptyFeatures(): Features {
  let capabilities: Fields = {};
  const registrations = new Map<string, Registration>();

  function registered(method: string): Fields[] {
    return [...registrations.values()].filter((registration) => registration.method === method).map(({ options }) => options);
  }

  function optionsFor(method: string): Fields[] {
    const key = providers[method];
    const stated = key === undefined ? undefined : capabilities[key];
    const fixed = stated === undefined || stated === null || stated === false ? [] : [fieldsOf(stated)];
    return [...fixed, ...registered(registrationMethod(method))];
  }

  return {
    get capabilities() {
      return capabilities;
    },
    supports(method) {
      const options = optionsFor(method);
      if (method in listOfResolve) return options.some(({ resolveProvider }) => resolveProvider === true);
      if (method === 'workspace/diagnostic') return optionsFor('textDocument/diagnostic').some(({ workspaceDiagnostics }) => workspaceDiagnostics === true);
      return options.length > 0;
    },
    commands: () => optionsFor('workspace/executeCommand').flatMap(({ commands }) => listOf(commands).filter((name) => typeof name === 'string')),
    registered,
    announce(stated) {
      capabilities = stated;
    },
    register: (id, method, options) => void registrations.set(id, { method, options: isFields(options) ? options : {} }),
    unregister: (id) => void registrations.delete(id),
    clear() {
      capabilities = {};
      registrations.clear();
    },
  };
}
