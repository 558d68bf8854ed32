import { beforeAll, describe, expect, test } from 'vitest';
import type { Scanner } from '../../../../core/scan/scanner.ts';
import { scannerOf } from '../../../support/scanning.ts';

let scanner: Scanner;

beforeAll(async () => {
  const sinks = [{ pattern: 'raw($X)' }, { pattern: '$X.html_safe' }];
  const rule = {
    id: 'shown',
    message: 'm',
    severity: 'low',
    languages: ['ruby'],
    mode: 'taint',
    'pattern-sources': [{ pattern: 'params' }],
    'pattern-sinks': sinks,
  };
  scanner = await scannerOf(JSON.stringify(rule));
});

function seen(text: string): readonly string[] {
  const { findings, skips } = scanner.check({ path: 'app/views/a.html.erb', text });
  expect(skips).toEqual([]);
  return findings.map(({ span }) => `${span.startLine + 1}:${text.slice(span.start, span.end)}`);
}

describe('holes of an ERB template', () => {
  test('are one program, with blocks that text stands in', () => {
    const text =
      '<% name = params[:n] -%>\n<% 2.times do |i| %>\n<p><%= raw name %></p><i><%= name %></i>\n<% end %>\n<%- if a -%><%= name.html_safe -%><% else %>b<% end %>\n';
    expect(seen(text)).toEqual(['3:raw name', '5:name.html_safe']);
  });

  test('of which comments and what only looks like a hole are no part', () => {
    expect(seen('<%# raw params[:a] %>\n<%% raw params[:b] %>\nraw params[:c]\n<%= "é😀" %><%= raw params[:d] %>\n')).toEqual(['4:raw params[:d]']);
  });

  test('end with the text where nothing closes them', () => {
    expect(seen('<p>a</p><%= raw params[:a]')).toEqual([]);
  });
});
