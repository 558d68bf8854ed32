import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { renderReport } from '../../../core/report/render.ts';
import { finding, hostile, sample } from './sample.ts';

const page = renderReport('html', sample()).content;

describe('the HTML report', () => {
  it('allows nothing but its own style sheet, by hash', () => {
    const style = /<style>([\s\S]*?)<\/style>/.exec(page)?.[1] ?? '';
    const hash = createHash('sha256').update(style).digest('base64');
    expect(page).toContain(`content="default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'"`);
    expect(page).not.toMatch(/<script|<link|<img|style="|\son\w+=|url\(|@import/i);
  });

  it('shows hostile text as text', () => {
    const hostilePage = renderReport('html', sample({ findings: [finding({ message: hostile, title: hostile, path: '"><script>x</script>' })] })).content;
    expect(hostilePage).not.toMatch(/<script/i);
    expect(hostilePage).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
    expect(tagsOf(hostilePage)).toEqual(tagsOf(renderReport('html', sample({ findings: [finding()] })).content));
  });

  it('names every severity with its count and lets each be hidden', () => {
    const counts = [...page.matchAll(/id="show-(\w+)" checked><b>(\d+)<\/b>/g)].map(([, name, count]) => `${name} ${count}`);
    expect(counts).toEqual(['critical 0', 'high 1', 'medium 1', 'low 0', 'info 1']);
  });

  it('says what was suppressed and what was not checked', () => {
    expect(page).toContain('checked by the caller | &lt;b&gt; (inline, approved by Ada, until 2027-01-31)');
    expect(page).toContain('The file is larger than 2 MB (too-large)');
    expect(page).toContain('.sentrik/rules/own.yaml:3');
    expect(page).toMatch(/Rules that had no file to look at: 1.*go-unused/);
    expect(page).toContain('2 of 3 had a file to look at; 1 not evaluated');
  });

  it('shows the steps of a trace and the fix', () => {
    expect(page).toContain('<li>line 2: the parameter name</li><li>line 3: opens the file</li>');
    expect(page).toContain('<b>Fix:</b> Resolve the path inside its folder (verified)');
  });

  it('stays usable with many findings', () => {
    const many = renderReport('html', sample({ findings: Array.from({ length: 5003 }, () => finding()) })).content;
    expect(many.match(/<article/g)).toHaveLength(5000);
    expect(many).toContain('3 more findings are not shown on this page');
  });
});

function tagsOf(html: string): string[] {
  return [...html.slice(html.indexOf('<main>')).matchAll(/<\/?([a-z0-9]+)/g)].map(([, name = '']) => name);
}
