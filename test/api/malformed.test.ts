import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type Binding, bindingsOf } from '../../api/bindings.ts';
import { surfaces } from '../../api/surfaces.ts';
import { Failure } from '../../core/kernel/failure.ts';
import { operations } from '../../core/operations.ts';
import type { TestAnswer } from '../support/api-server.ts';
import { type FurnishedServer, openFurnishedServer } from '../support/furnished-server.ts';

/** What nobody means: every address answers it with a refusal of its own, in the style of its system. */
const named = bindingsOf(operations).map((binding) => ({ name: `${binding.method} ${binding.template}`, binding }));

let test: FurnishedServer;
beforeAll(async () => {
  test = await openFurnishedServer();
}, 180_000);
afterAll(() => test.close());

const junk = [
  '%00',
  '%ff',
  '%E0%A4%A',
  '..%2f..%2f..%2fetc%2fpasswd',
  '%2e%2e',
  'x'.repeat(5000),
  "'%3B%20--",
  '%F0%9F%92%A9',
  '__proto__',
  'constructor',
  '%5c..%5c',
];

function send({ method }: Binding, target: string, body: unknown = {}): Promise<TestAnswer> {
  return test.api.send(method, target, { headers: test.as('admin'), ...(method === 'GET' || method === 'DELETE' ? {} : { body }) });
}

/** What is wrong with a refusal; nothing where it is one, in the style of its system. */
function problemsOf({ surface }: Binding, target: string, { status, json }: TestAnswer): readonly string[] {
  const shape = Object.keys(surfaces[surface].error(new Failure('not_found', '')));
  const given = Object.keys(json ?? {}).filter((key) => key !== 'issues');
  const isRefusal = status >= 400 && status < 500 && given.join(' ') === shape.join(' ');
  return isRefusal ? [] : [`${target.slice(0, 200)}: ${status} ${given.join(' ')}`];
}

describe('an address with a parameter', () => {
  it.each(named.filter(({ binding }) => binding.parameters.length > 0))('$name refuses what is no name of anything', async ({ binding }) => {
    const problems: string[] = [];
    for (const parameter of binding.parameters) {
      for (const value of junk) {
        const target = binding.template.replace(/\{([^}*]+)\*?\}/g, (_, name: string) => (name === parameter ? value : (test.mine[name] ?? 'no-such-thing')));
        problems.push(...problemsOf(binding, target, await send(binding, target)));
      }
    }
    expect(problems).toEqual([]);
  });
});

describe('a query', () => {
  const queries = [
    'limit=-1',
    'limit=1e999',
    'limit=1&limit=2',
    'limit=%00',
    'after=%00',
    'after=',
    'cursor[]=1',
    '__proto__=x',
    'constructor[prototype]=x',
    '%',
    '&&==&',
  ];
  it.each(named.filter(({ binding }) => binding.method === 'GET'))('$name is not broken by one of no sense', async ({ binding }) => {
    const target = binding.template.replace(/\{([^}*]+)\*?\}/g, (_, name: string) => test.mine[name] ?? 'no-such-thing');
    const problems: string[] = [];
    for (const query of queries) {
      const answer = await send(binding, `${target}?${query}`);
      if (answer.status >= 400) problems.push(...problemsOf(binding, `${target}?${query}`, answer));
      const isWrong = query.startsWith('limit=') && hasField(binding.operation.input, 'limit');
      if (isWrong && answer.status !== 422) problems.push(`${query}: ${answer.status}`);
    }
    expect(problems).toEqual([]);
  });
});

describe('a body', () => {
  const values: readonly unknown[] = [
    'a\u0000b',
    '\ud800',
    'x'.repeat(20_000),
    -1,
    1e308,
    true,
    null,
    [],
    {},
    [[[[]]]],
    { __proto__: null, constructor: { prototype: {} } },
  ];
  const withBody = named.filter(({ binding: { method, operation } }) => !['GET', 'DELETE'].includes(method) && fieldsOf(operation.input).length > 0);

  it.each(withBody)('$name takes or refuses any value in any of its fields, and never fails', async ({ binding }) => {
    const target = binding.template.replace(/\{[^}]+\}/g, 'no-such-thing');
    const problems: string[] = [];
    for (const field of fieldsOf(binding.operation.input)) {
      for (const value of values) {
        const answer = await send(binding, target, { [field]: value });
        // A value that means something may ask for what this server lacks, such as the history of a project without git.
        if (answer.status >= 400 && answer.status !== 503)
          problems.push(...problemsOf(binding, `${target} ${field} ${JSON.stringify(value).slice(0, 40)}`, answer));
      }
    }
    expect(problems).toEqual([]);
  });
});

function fieldsOf(input: z.ZodType): readonly string[] {
  return input instanceof z.ZodObject ? Object.keys(input.shape) : [];
}

function hasField(input: z.ZodType, name: string): boolean {
  return fieldsOf(input).includes(name);
}
