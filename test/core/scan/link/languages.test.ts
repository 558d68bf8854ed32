import { describe, expect, it } from 'vitest';
import { linkCase } from './link-case.ts';

const python: Record<string, Record<string, string>> = {
  'functions of a module, imported in several ways': {
    'app/main.py':
      'from .db import run\nfrom app import db\nimport app.db as d\nfrom app.db import run as go\n\ndef a():\n    run(source())\n\ndef b():\n    db.second(source())\n\ndef c():\n    d.third(source())\n\ndef e():\n    go("a")\n',
    'app/__init__.py': '',
    'app/db.py': 'def run(x):\n    sink(x)  # !!\n\ndef second(x):\n    sink(x)  # !!\n\ndef third(x):\n    sink(x)  # !!\n\ndef fourth(x):\n    sink(x)\n',
  },
  'what a package hands on': {
    'main.py': 'from pkg import run\nimport pkg\n\ndef f():\n    run(source())\n    pkg.go(source())\n',
    'pkg/__init__.py': 'from .run import run\nfrom .go import *\n',
    'pkg/run.py': 'def run(x):\n    sink(x)  # !!\n',
    'pkg/go.py': 'def go(x):\n    sink(x)  # !!\n',
  },
  'classes, constructors and inheritance': {
    'app.py': 'from jobs import Job\n\ndef f():\n    job = Job(source())\n    job.start()\n    job.stop("a")\n',
    'jobs.py':
      'from base import Base\n\nclass Job(Base):\n    def __init__(self, x):\n        self.x = x\n\n    def start(self):\n        self.run(self.x)\n\n    def stop(self, y):\n        sink(y)\n',
    'base.py': 'class Base:\n    def run(self, x):\n        sink(x)  # !!\n',
  },
  'a source behind a helper': {
    'app.py': 'import helper\n\ndef f():\n    x = helper.load()\n    sink(x)  # !!\n    sink(helper.safe())\n',
    'helper.py': 'def load():\n    return source()\n\ndef safe():\n    return clean(source())\n',
  },
};

const java: Record<string, Record<string, string>> = {
  'static and object methods of imported classes': {
    'src/a/App.java':
      'package a;\nimport b.Store;\nclass App { void f() { new Store().save(source()); Store.put(source()); Store s = make(); s.more(source()); s.none("a"); } }',
    'src/b/Store.java':
      'package b;\npublic class Store {\n public void save(String x) {\n  sink(x); // !!\n }\n static void put(String x) {\n  sink(x); // !!\n }\n void more(String x) {\n  sink(x); // !!\n }\n void none(String x) {\n  sink(x);\n }\n}',
  },
  'implementations of an interface': {
    'App.java': 'class App { private Store store; void f() { this.store.save(source()); } void g(Store other) { other.save(source(), 1); } }',
    'Store.java': 'interface Store { void save(String x); void save(String x, int n); }',
    'SqlStore.java':
      'class SqlStore implements Store {\n public void save(String x) {\n  sink(x); // !!\n }\n public void save(String x, int n) {\n  sink(n);\n }\n}',
    'MemoryStore.java': 'class MemoryStore implements Store { public void save(String x) { } public void save(String x, int n) { } }',
  },
  'what a factory makes': {
    'App.java': 'class App { void f() { Thing t = Things.make(); t.change(source()); Thing u = new Other(); u.change(source()); } }',
    'Things.java': 'class Things { static Thing make() { return new One(); } }',
    'Thing.java': 'interface Thing { String change(String x); }',
    'One.java': 'class One implements Thing { public String change(String x) {\n sink(x); // !!\n return x; } }',
    'Other.java': 'class Other implements Thing { public String change(String x) { return "a"; } void z(String x) {\n sink(x);\n } }',
  },
  'a sanitizing helper and inherited fields': {
    'Base.java': 'class Base { protected String q; void set(String x) { this.q = x; } }',
    'App.java': 'class App extends Base { void f() { set(source()); Out.print(q); Out.print(Wash.wash(source())); } }',
    'Out.java': 'class Out { static void print(String x) {\n sink(x); // !!\n } }',
    'Wash.java': 'class Wash { static String wash(String x) { return clean(x); } }',
  },
};

const go: Record<string, Record<string, string>> = {
  'functions of a package and of files beside it': {
    'go.mod': 'module example.com/shop\n',
    'main.go': 'package main\nimport "example.com/shop/db"\nfunc main() {\n db.Run(source())\n db.Safe(source())\n local(source())\n}',
    'local.go': 'package main\nfunc local(x string) {\n sink(x) // !!\n}',
    'db/db.go': 'package db\nfunc Run(x string) {\n run(x)\n}\nfunc Safe(x string) {\n sink(clean(x))\n}',
    'db/run.go': 'package db\nfunc run(x string) {\n sink(x) // !!\n}',
  },
  'methods of types, also in several files': {
    'main.go': 'package main\nimport "shop/store"\nfunc f(s *store.Store) {\n s.Save(source())\n}',
    'store/store.go': 'package store\ntype Store struct { db string }\nfunc (s *Store) Save(x string) {\n s.write(x)\n}',
    'store/write.go': 'package store\nfunc (s *Store) write(x string) {\n sink(x) // !!\n}',
  },
};

const c: Record<string, Record<string, string>> = {
  'functions of other files': {
    'main.c': '#include "run.h"\nint main(void) { run(source()); safe(source()); return 0; }',
    'run.h': 'void run(char *x);\nvoid safe(char *x);',
    'run.c': 'void run(char *x) {\n sink(x); /* !! */\n}\nvoid safe(char *x) {\n sink("a");\n}',
  },
};

const php: Record<string, Record<string, string>> = {
  'classes of other files': {
    'src/App.php': '<?php\nnamespace Shop;\nuse Shop\\Db\\Store;\nfunction f() {\n $s = new Store();\n $s->save(source());\n}',
    'src/Db/Store.php': '<?php\nnamespace Shop\\Db;\nclass Store {\n public function save($x) {\n  sink($x); // !!\n }\n}',
  },
};

for (const [language, cases] of Object.entries({ Python: python, Java: java, Go: go, C: c, PHP: php })) {
  describe(`flows across files in ${language}`, () => {
    for (const [name, files] of Object.entries(cases)) {
      it(`follow ${name}`, async () => {
        const { found, expected, outcomes } = await linkCase({ files });
        expect(found).toEqual(expected);
        expect(outcomes.flatMap(({ cuts }) => cuts)).toEqual([]);
      });
    }
  });
}
