import fc from 'fast-check';

/** One line or request body, and what the protocol has to say to it. */
export interface Message {
  readonly bytes: Buffer;
  readonly expected: Expected;
}

/**
 * `answer`: one response with this id. `maybe`: one with this id, one without, or none, as for what is no JSON-RPC or carries its id in a place that
 * counts for nothing. `none`: nothing, as for notifications and responses.
 */
export type Expected = { readonly kind: 'answer'; readonly id: string | number } | { readonly kind: 'maybe' } | { readonly kind: 'none' };

const methods = [
  ...['tools/list', 'tools/call', 'resources/list', 'resources/read', 'resources/templates/list', 'prompts/list', 'prompts/get'],
  ...[
    'completion/complete',
    'ping',
    'server/discover',
    'logging/setLevel',
    'resources/subscribe',
    'skills/list',
    'no/such',
    '',
    '__proto__',
    'constructor',
    'tools/call\u0000',
  ],
];
const tools = ['check', 'context', 'rules', 'explain', 'apply_fix', 'evidence', 'scan_file', 'nothing', '', 'toString', '__proto__', 'x'.repeat(5000)];
const uris = [
  'sentrik://rule/js-eval',
  'sentrik://finding/0',
  'sentrik://rule/%E0%A4%A',
  'file:///etc/passwd',
  'no uri',
  'skill://sentrik/secure-coding/SKILL.md',
  '',
];
const texts = fc.oneof(fc.string({ unit: 'binary', maxLength: 40 }), fc.constantFrom('../../etc/passwd', '/', '\u202e', '\ud800', 'a.py', 'x'.repeat(20_000)));
const anything = fc.oneof(texts, fc.integer(), fc.double(), fc.boolean(), fc.constant(null), fc.jsonValue({ maxDepth: 3 }));

const meta = fc.oneof(
  { weight: 6, arbitrary: fc.constant({}) },
  {
    weight: 3,
    arbitrary: fc.record(
      {
        'io.modelcontextprotocol/protocolVersion': fc.oneof(fc.constantFrom('2026-07-28', '2025-11-25', '1900-01-01'), anything),
        'io.modelcontextprotocol/clientCapabilities': fc.oneof(fc.constant({}), fc.constant({ elicitation: {} }), anything),
        'io.modelcontextprotocol/clientInfo': fc.oneof(fc.constant({ name: 'fuzz', version: '1' }), anything),
        progressToken: anything,
      },
      { requiredKeys: [] },
    ),
  },
);

/** What a checked file is told about itself costs nothing here: texts stay short, and the whole project is small. */
const toolInput = fc.dictionary(
  fc.constantFrom(
    'path',
    'code',
    'filename',
    'diff',
    'max_tokens',
    'cursor',
    'detail',
    'frameworks',
    'framework',
    'control',
    'rule_id',
    'fingerprint',
    'file_path',
    '__proto__',
  ),
  anything,
  { maxKeys: 5 },
);
const parameters = fc
  .tuple(
    meta,
    fc.record(
      {
        name: fc.oneof(fc.constantFrom(...tools), anything),
        arguments: fc.oneof(toolInput, anything),
        uri: fc.oneof(fc.constantFrom(...uris), anything),
        cursor: anything,
        ref: anything,
        argument: anything,
        requestState: anything,
        inputResponses: anything,
      },
      { requiredKeys: [] },
    ),
  )
  .map(([_meta, own]) => (Object.keys(_meta).length === 0 ? own : { ...own, _meta }));

/** A request that is JSON-RPC, with any method and any parameters. */
const request = fc.tuple(fc.constantFrom(...methods), fc.option(parameters, { nil: undefined }));
const deep = fc.integer({ min: 10, max: 20_000 });
const brokenBytes = fc.uint8Array({ minLength: 1, maxLength: 60 });

const notification = fc.tuple(
  fc.constantFrom('notifications/cancelled', 'notifications/progress', 'notifications/initialized', 'no/such'),
  fc.option(fc.record({ requestId: fc.constantFrom('never', 7e9), progressToken: anything }, { requiredKeys: [] }), { nil: undefined }),
);

const none: Expected = { kind: 'none' };
const maybe: Expected = { kind: 'maybe' };

type Kind = (serial: number) => Message;

/** `serial` keeps the ids of a run apart. */
const kinds: fc.Arbitrary<Kind> = fc.oneof(
  { weight: 10, arbitrary: request.chain(([method, given]) => idKind().map((id) => (serial: number) => asked(id(serial), method, given))) },
  {
    weight: 2,
    arbitrary: notification.map(([method, given]) => () => ({ bytes: json({ jsonrpc: '2.0', method, params: given }), expected: none })),
  },
  {
    weight: 1,
    arbitrary: anything.map((result) => (serial: number) => ({ bytes: json({ jsonrpc: '2.0', id: `r${serial}`, result }), expected: none })),
  },
  { weight: 2, arbitrary: wrongRequest().map((value) => () => ({ bytes: json(value), expected: maybe })) },
  {
    weight: 1,
    arbitrary: request.map(
      ([method, given]) =>
        (serial: number) =>
          batch(serial, method, given),
    ),
  },
  {
    weight: 2,
    arbitrary: request.chain(([method, given]) =>
      fc.double({ min: 0, max: 1, noNaN: true }).map((part) => (serial: number) => half(serial, method, given, part)),
    ),
  },
  { weight: 1, arbitrary: brokenBytes.map((bytes) => () => ({ bytes: oneLine(Buffer.from(bytes)), expected: maybe })) },
  { weight: 1, arbitrary: brokenBytes.map((bytes) => (serial: number) => brokenText(serial, bytes)) },
  { weight: 1, arbitrary: deep.map((depth) => (serial: number) => nested(serial, depth)) },
);

/** So many messages of a seed. */
export function messages(count: number, seed: number): readonly Message[] {
  return fc.sample(kinds, { numRuns: count, seed }).map((make, index) => make(index));
}

function idKind(): fc.Arbitrary<(serial: number) => string | number> {
  return fc.constantFrom(
    (serial) => `q${serial}`,
    (serial) => serial + 1_000_000,
    (serial) => -serial - 1,
    (serial) => Number.MAX_SAFE_INTEGER - serial,
    (serial) => `${'long'.repeat(2000)}${serial}`,
    (serial) => `\u202e"\\\n${serial}`,
  );
}

function asked(id: string | number, method: string, params: unknown): Message {
  return { bytes: json({ jsonrpc: '2.0', id, method, ...(params === undefined ? {} : { params }) }), expected: { kind: 'answer', id } };
}

function wrongRequest(): fc.Arbitrary<unknown> {
  const field = fc.oneof(anything, fc.constant(undefined));
  return fc.oneof(
    fc.record({ jsonrpc: fc.constantFrom('1.0', '2.1', 2, null), id: fc.constantFrom(1, 'a', null), method: fc.constantFrom(...methods) }),
    fc.record({ jsonrpc: fc.constant('2.0'), id: fc.constantFrom(null, {}, [], true, 1.5), method: fc.constantFrom(...methods) }),
    fc.record({ jsonrpc: field, id: fc.constantFrom(null, true), method: field, params: field }),
    fc.record({ jsonrpc: fc.constant('2.0'), id: fc.constant(null), method: fc.constant('tools/call'), params: fc.constantFrom(1, 'a', [], true) }),
    anything,
  );
}

function batch(serial: number, method: string, params: unknown): Message {
  const one = { jsonrpc: '2.0', id: `b${serial}`, method, ...(params === undefined ? {} : { params }) };
  return { bytes: json(serial % 2 === 0 ? [one, { ...one, id: `c${serial}` }] : []), expected: maybe };
}

function half(serial: number, method: string, params: unknown, part: number): Message {
  const whole = json({ jsonrpc: '2.0', id: `h${serial}`, method, params });
  return { bytes: whole.subarray(0, Math.max(1, Math.floor(whole.length * part) - 1)), expected: maybe };
}

function brokenText(serial: number, bytes: Uint8Array): Message {
  const [before, after] = [`{"jsonrpc":"2.0","id":"t${serial}","method":"tools/call","params":{"name":"`, '"}}'];
  return { bytes: oneLine(Buffer.concat([Buffer.from(before), Buffer.from(bytes), Buffer.from(after)])), expected: maybe };
}

function nested(serial: number, depth: number): Message {
  const inner = `${'['.repeat(depth)}${']'.repeat(depth)}`;
  const text = `{"jsonrpc":"2.0","id":"n${serial}","method":"tools/call","params":{"name":"check","arguments":{"code":${inner}}}}`;
  return { bytes: Buffer.from(text), expected: maybe };
}

function json(value: unknown): Buffer {
  return Buffer.from(JSON.stringify(value) ?? 'null');
}

/** A line ends where the protocol says: inside of a message there is no line feed. */
function oneLine(bytes: Buffer): Buffer {
  return Buffer.from(bytes.map((byte) => (byte === 10 || byte === 13 ? 32 : byte)));
}
