import { expect, it } from 'vitest';
import { formatPurl, fullNameOf, parsePurl, purlOf } from '../../../core/packages/purl.ts';

it.each([
  ['pkg:npm/%40angular/animation@12.3.1', '@angular/animation'],
  ['pkg:npm/lodash', 'lodash'],
  ['pkg:pypi/Django_package@1.11', 'django-package'],
  ['pkg:golang/github.com/gin-gonic/gin@v1.9.0', 'github.com/gin-gonic/gin'],
  ['pkg:maven/org.apache/commons@1.0', 'org.apache:commons'],
  ['pkg:composer/laravel/framework@10.0.0', 'laravel/framework'],
  ['pkg:nuget/Newtonsoft.Json@13.0.1?x=1#sub', 'Newtonsoft.Json'],
])('reads %s', (text, name) => {
  const purl = parsePurl(text);
  expect(fullNameOf(purl)).toBe(name);
  expect(purlOf(purl.type, name, purl.version)).toEqual(purl);
  expect(parsePurl(formatPurl(purl))).toEqual(purl);
});

it.each(['', 'lodash', 'pkg:npm', 'pkg:/x', 'http://npm/x', `pkg:npm/${'x'.repeat(2000)}`])('refuses %j without repeating it', (text) => {
  expect(() => parsePurl(text)).toThrow(expect.objectContaining({ code: 'invalid_input', message: expect.not.stringContaining('xx') }));
});
