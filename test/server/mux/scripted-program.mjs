// A language server that does what its argument says (JSON), for cases that no real server shows on demand:
//   capabilities  what it announces          answers  results by method; "hang" is no answer, "fail" an error
//   crash         ends while starting        stderr   printed at the start
// `test/perform` makes it act: send a message, write raw bytes, print, exit, answer otherwise. `test/received` answers with everything it was sent.
import process from 'node:process';

const script = JSON.parse(process.argv[2] ?? '{}');
const received = [];
let buffer = Buffer.alloc(0);

if (script.stderr !== undefined) process.stderr.write(`${script.stderr}\n`);
if (script.crash === 'start') process.exit(7);

process.stdin.on('data', (chunk) => {
  buffer = Buffer.concat([buffer, chunk]);
  for (;;) {
    const head = buffer.indexOf('\r\n\r\n');
    if (head < 0) return;
    const length = Number(/Content-Length: (\d+)/.exec(buffer.toString('latin1', 0, head))?.[1]);
    if (buffer.length < head + 4 + length) return;
    const message = JSON.parse(buffer.toString('utf8', head + 4, head + 4 + length));
    buffer = buffer.subarray(head + 4 + length);
    handle(message);
  }
});
process.stdin.on('end', () => process.exit(0));

function handle(message) {
  received.push(message);
  const { id, method, params } = message;
  if (method === 'exit') process.exit(0);
  if (method === 'test/perform') for (const action of params.actions) perform(action);
  if (id === undefined || method === undefined) return;
  if (method === 'test/received') answer(id, received);
  else if (method === 'test/pid') answer(id, process.pid);
  else if (method === 'initialize') initialize(id);
  else reply(id, script.answers?.[method] ?? null);
}

function initialize(id) {
  if (script.crash === 'initialize') process.exit(7);
  if (script.refuse !== undefined) send({ id, error: { code: -32603, message: script.refuse } });
  else answer(id, { capabilities: script.capabilities ?? {}, serverInfo: { name: script.name ?? 'scripted', version: '1' } });
}

function reply(id, result) {
  if (result === 'fail') send({ id, error: { code: -32603, message: 'it failed' } });
  else if (result !== 'hang') answer(id, result);
}

function perform({ message, raw, print, exit, large, answers }) {
  if (answers !== undefined) script.answers = { ...script.answers, ...answers };
  if (message !== undefined) send(message);
  if (raw !== undefined) process.stdout.write(raw);
  if (print !== undefined) process.stderr.write(print);
  if (large !== undefined) send({ method: 'test/large', params: { text: 'x'.repeat(large) } });
  if (exit !== undefined) process.exit(exit);
}

function answer(id, result) {
  send({ id, result });
}

function send(message) {
  const body = Buffer.from(JSON.stringify({ jsonrpc: '2.0', ...message }));
  process.stdout.write(`Content-Length: ${body.length}\r\n\r\n`);
  process.stdout.write(body);
}
