import { expect, it } from 'vitest';
import { givingWay } from '../../../server/mux/giving-way.ts';
import { fieldsOf, resultOf } from '../../../server/mux/message.ts';
import { ownServer } from '../../../server/mux/own-server.ts';

const receiver = { request: () => undefined, notification: () => undefined, oddity: () => undefined };
const change = 'textDocument/didChange';

/** Ours on a machine with so many processors, and the methods that it was sent so far. */
function start(processors: number) {
  const sent: unknown[] = [];
  const open = () => ({ send: (message: object) => void sent.push(fieldsOf(message).method) });
  return { own: givingWay(ownServer({ open, receiver: () => receiver, lost: () => undefined }), processors), sent };
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, milliseconds);
  });
}

it('a change waits until the wrapped server has answered', async () => {
  const { own, sent } = start(2);
  own.notify(change, {});
  const told: unknown[] = [];
  const first = own.awaited('textDocument/hover', (answer) => told.push(answer));
  const second = own.awaited('textDocument/completion', () => undefined);
  first(resultOf(1));
  expect([sent, told, own.isBehind()]).toEqual([[], [{ kind: 'result', result: 1 }], true]);
  second(resultOf(2));
  expect([sent, own.isBehind()]).toEqual([[change], false]);
  await pause(40);
  expect(sent).toEqual([change]);
});

it('a change waits no longer than a moment where nothing is asked, or diagnostics are, and not for ever where no answer comes', async () => {
  const idle = start(1);
  const checking = start(1);
  const stuck = start(1);
  for (const { own } of [idle, checking, stuck]) own.notify(change, {});
  checking.own.awaited('textDocument/diagnostic', () => undefined);
  stuck.own.awaited('textDocument/hover', () => undefined);
  stuck.own.notify(change, {});
  await pause(60);
  expect([idle.sent, checking.sent, stuck.sent]).toEqual([[change], [change], [change, change]]);
});

it('what comes after a change goes after it', () => {
  const { own, sent } = start(2);
  own.notify(change, {});
  own.notify('textDocument/didSave', {});
  own.notify(change, {});
  own.ask('textDocument/codeAction', {}, () => undefined);
  expect(sent).toEqual([change, 'textDocument/didSave', change, 'textDocument/codeAction']);
});

it('with more processors changes go at once', () => {
  const { own, sent } = start(4);
  own.notify(change, {});
  expect([sent, own.isBehind()]).toEqual([[change], false]);
});
