import { packZip } from '../../test/support/archives.ts';
import { makeSource } from '../source.ts';

/** Source code that clients upload; the same name always has the same files. */
export interface SampleProject {
  readonly name: string;
  readonly files: Readonly<Record<string, string>>;
  /** The same as an archive. */
  readonly zip: Uint8Array<ArrayBuffer>;
  /** A file whose text is read again. */
  readonly probe: string;
}

/** Enough files that a scan is looked at in parts. */
const manyFiles = 420;

const weak = (table: string) =>
  `const express = require('express');\nconst db = require('./db');\nconst app = express();\napp.get('/${table}', (req, res) => {\n  db.query('SELECT * FROM ${table} WHERE id = ' + req.query.id);\n  eval(req.query.code);\n  eval(req.query.more);\n});\n`;

/** A small app, one of some thousand lines, and one of many files; the first `count` of them. */
export function sampleProjects(count = 3): readonly [SampleProject, ...SampleProject[]] {
  const generated = Array.from({ length: 12 }, (_unused, index) => {
    const language = index % 2 === 0 ? 'typescript' : 'python';
    return [`src/part${index}.${index % 2 === 0 ? 'ts' : 'py'}`, makeSource(language, 150, index + 1)] as const;
  });
  const many = Array.from({ length: manyFiles }, (_unused, n) => [`src/${n % 7}/file${n}.js`, n % 10 === 0 ? weak(`t${n}`) : `exports.n = ${n};\n`] as const);
  const others = [
    sample('middle', { ...Object.fromEntries(generated), 'app.js': weak('items') }),
    sample('parts', { ...Object.fromEntries(many), 'app.js': weak('parts') }),
  ];
  return [sample('small', { 'app.js': weak('users'), 'lib/orders.js': weak('orders'), 'README.md': '# Shop\n' }), ...others.slice(0, count - 1)];
}

function sample(name: string, files: Readonly<Record<string, string>>): SampleProject {
  const zip = new Uint8Array(packZip(Object.entries(files).map(([path, content]) => ({ name: path, content }))));
  return { name, files, zip, probe: 'app.js' };
}
