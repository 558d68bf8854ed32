import type { OwnServer } from './own-server.ts';
import type { Answered } from './peer.ts';

/** Our server, told about changes of texts only when the wrapped one has answered what the editor waits for. */
export interface GivingWay extends OwnServer {
  /** Changes are held back: ours does not know the text as it is. */
  isBehind(): boolean;
  /** Notes that the wrapped server is asked something; `answered` is to be called with its answer in place of the given one. */
  awaited(method: string, answered: Answered): Answered;
}

/** With more processors than these a check takes nothing away from the wrapped server. */
const scarce = 2;
const change = 'textDocument/didChange';
/** Checks of its own: nobody looks at an empty window meanwhile. */
const unhurried: readonly string[] = ['textDocument/diagnostic', 'workspace/diagnostic'];
/** Milliseconds in which an editor that asks about its change does so. */
const glance = 2;
/** Milliseconds that a change is held back at most. */
const longestHold = 25;

/**
 * Holds changes of texts back while the wrapped server owes the editor an answer, so that on a machine with one or two `processors` a check
 * does not slow down what somebody looks at. Everything else goes at once, after the changes that were held back.
 */
export function givingWay(own: OwnServer, processors: number): GivingWay {
  const held: unknown[] = [];
  let timer: NodeJS.Timeout | undefined;
  let open = 0;

  const release = () => {
    clearTimeout(timer);
    timer = undefined;
    for (const params of held.splice(0)) own.notify(change, params);
  };
  const hold = (params: unknown) => {
    held.push(params);
    timer ??= setTimeout(() => {
      if (open === 0) release();
      else timer = setTimeout(release, longestHold - glance);
    }, glance);
  };
  return {
    name: own.name,
    features: own.features,
    mute: () => own.mute(),
    ask(...asked) {
      release();
      return own.ask(...asked);
    },
    notify(method, params) {
      if (method === change && processors <= scarce) {
        hold(params);
        return;
      }
      release();
      own.notify(method, params);
    },
    isBehind: () => held.length > 0,
    awaited(method, answered) {
      if (unhurried.includes(method)) return answered;
      open += 1;
      return (answer) => {
        open -= 1;
        answered(answer);
        if (open === 0 && held.length > 0) release();
      };
    },
  };
}
