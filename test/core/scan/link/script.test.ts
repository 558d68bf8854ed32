import { describe, expect, it } from 'vitest';
import { linkCase } from './link-case.ts';

const cases: Record<string, Record<string, string>> = {
  'a function required by name': {
    'app.js': "const { run } = require('./lib/run');\nrun(source());",
    'lib/run.js': 'function run(x) {\n sink(x); // !!\n}\nfunction other(x) {\n sink(x);\n}\nmodule.exports = { run, other };',
  },
  'a module required whole, with an alias and a property of exports': {
    'app.js': "const lib = require('./lib');\nconst go = lib.run;\ngo(source());\nlib.safe(source());",
    'lib/index.js': 'exports.run = (x) => {\n sink(x); // !!\n};\nexports.safe = (x) => sink(clean(x));',
  },
  'a function that is the module': {
    'app.js': "const run = require('./run');\nrun('a', source());",
    'run.js': 'module.exports = function (a, b) {\n sink(a);\n sink(b); // !!\n};',
  },
  'a class with fields': {
    'app.js': "const { Job } = require('./job');\nconst job = new Job(source(), 'a');\njob.start();",
    'job.js':
      'class Job {\n constructor(x, y) { this.x = x; this.y = y; }\n start() {\n  sink(this.x); // !!\n  sink(this.y);\n }\n}\nmodule.exports = { Job };',
  },
  'named, default and namespace imports': {
    'app.ts': "import run, { go as start } from './run.js';\nimport * as all from './run';\nrun(source());\nstart(source());\nall.third(source());",
    'run.ts':
      'export default function (x: string) {\n sink(x); // !!\n}\nexport const go = (x: string) => {\n sink(x); // !!\n};\nexport function third(x: string) {\n sink(x); // !!\n}',
  },
  're-exports': {
    'app.ts': "import { one, renamed, ns } from './lib';\none(source());\nrenamed(source());\nns.three(source());",
    'lib/index.ts': "export * from './one';\nexport { two as renamed } from './two';\nexport * as ns from './three';",
    'lib/one.ts': 'export function one(x) {\n sink(x); // !!\n}',
    'lib/two.ts': 'export function two(x) {\n sink(x); // !!\n}',
    'lib/three.ts': 'export function three(x) {\n sink(x); // !!\n}',
  },
  'a source that is returned, through two files': {
    'app.js': "const { load } = require('./load');\nsink(load()); // !!\nsink(load(1).a); // !!",
    'load.js': "const { read } = require('./read');\nexports.load = () => read();",
    'read.js': 'exports.read = function () { return { a: source() }; };',
  },
  'what another file cleans or replaces': {
    'app.js':
      "const { wash, constant, pass } = require('./wash');\nconst { run } = require('./run');\nrun(wash(source()));\nrun(constant(source()));\nrun(pass(source()));",
    'wash.js': "exports.wash = (x) => clean(x);\nexports.constant = (x) => 'a';\nexports.pass = (x) => [x];",
    'run.js': 'exports.run = (x) => {\n sink(x); // !!\n};',
  },
  'a cycle of imports and calls': {
    'a.js': "const b = require('./b');\nexports.even = (n, x) => (n ? b.odd(n - 1, x) : sink(x)); // !!",
    'b.js': "const a = require('./a');\nexports.odd = (n, x) => a.even(n - 1, x);\nexports.start = (n) => exports.odd(n, source());\na.even(3, source());",
  },
  'a callback that another file calls': {
    'app.js': "const { each } = require('./each');\neach((x, y) => {\n sink(x); // !!\n sink(y);\n});",
    'each.js': "exports.each = (f) => { for (const x of source()) f(x, 'a'); };",
  },
  'paths of tsconfig.json and packages of the repository': {
    'tsconfig.json': '{ "compilerOptions": { "baseUrl": ".", "paths": { "@lib/*": ["src/lib/*"] } } } // comment',
    'packages/run/package.json': '{ "name": "@shop/run", "main": "dist/index.js" }',
    'packages/run/src/index.ts': 'export function run(x) {\n sink(x); // !!\n}',
    'src/app.ts': "import { go } from '@lib/go';\nimport { run } from '@shop/run';\ngo(source());\nrun(source());",
    'src/lib/go.ts': 'export const go = (x) => {\n sink(x); // !!\n};',
  },
  'interfaces and injected classes': {
    'app.ts':
      "import { Store } from './store';\nexport class App {\n constructor(private readonly store: Store) {}\n handle() { this.store.save(source()); }\n}",
    'store.ts': 'export interface Store { save(x: string): void }',
    'sql-store.ts': "import type { Store } from './store';\nexport class SqlStore implements Store {\n save(x: string) {\n  sink(x); // !!\n }\n}",
    'other.ts': 'export class Other {\n save(x: string) {\n  sink(x);\n }\n}',
  },
  'inherited methods': {
    'base.js': 'class Base {\n save(x) {\n  sink(x); // !!\n }\n}\nmodule.exports = Base;',
    'user.js': "const Base = require('./base');\nclass User extends Base { go() { this.save(source()); } }\nmodule.exports = { User };",
  },
  'names that are not imported': {
    'app.js': 'function f() { save(source()); }\nconst { other } = require("./nowhere");\nother(source());',
    'save.js': 'function save(x) { sink(x); }\nfunction other(x) { sink(x); }\nmodule.exports = { save, other };',
  },
};

describe('flows across files in JavaScript and TypeScript', () => {
  for (const [name, files] of Object.entries(cases)) {
    it(`follow ${name}`, async () => {
      const { found, expected, outcomes } = await linkCase({ files });
      expect(found).toEqual(expected);
      expect(outcomes.flatMap(({ cuts }) => cuts)).toEqual([]);
    });
  }

  it('carry their path with the file of each step', async () => {
    const { findings } = await linkCase({ files: cases['a function required by name'] ?? {} });
    const finding = findings.find(({ path }) => path === 'lib/run.js');
    expect(finding?.trace?.map(({ kind, path, span }) => `${kind} ${path ?? ''} ${span.startLine + 1}`)).toEqual([
      'source app.js 2',
      'step app.js 2',
      'step  1',
      'sink  2',
    ]);
  });
});
