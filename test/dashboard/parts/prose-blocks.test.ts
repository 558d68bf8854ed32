import { expect, it } from 'vitest';
import { readInline, readProse } from '../../../dashboard/parts/prose-blocks.ts';

it('reads paragraphs, lists, headings and code', () => {
  const text = '# Why\nOne\ntwo `x`.\n\n- first\n  goes on\n- second\n\n```js\nconst a = 1;\n\n- no list\n```\nEnd';
  expect(readProse(text)).toEqual([
    {
      kind: 'paragraph',
      parts: [
        { kind: 'strong', text: 'Why' },
        { kind: 'text', text: ' One two ' },
        { kind: 'code', text: 'x' },
        { kind: 'text', text: '.' },
      ],
    },
    { kind: 'list', items: [[{ kind: 'text', text: 'first goes on' }], [{ kind: 'text', text: 'second' }]] },
    { kind: 'code', text: 'const a = 1;\n\n- no list' },
    { kind: 'paragraph', parts: [{ kind: 'text', text: 'End' }] },
  ]);
});

it('keeps code whose fence is never closed', () => {
  expect(readProse('```\nleft open')).toEqual([{ kind: 'code', text: 'left open' }]);
});

it('makes links of web addresses only and leaves everything else as text', () => {
  expect(readInline('[a](https://example.org/x) [b](javascript:alert(1)) <img src=x>')).toEqual([
    { kind: 'link', text: 'a', href: 'https://example.org/x' },
    { kind: 'text', text: ' [b](javascript:alert(1)) <img src=x>' },
  ]);
});
