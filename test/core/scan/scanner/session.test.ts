import { fc } from '../../../support/property.ts';
import { beforeAll, expect, test } from 'vitest';
import { readCompiledPacks } from '../../../../core/scan/packs.ts';
import { openScanner, type Scanner, type SessionChange } from '../../../../core/scan/scanner.ts';
import { builtAssets } from '../../../support/assets.ts';
import { scannerSettings } from '../../../support/scanning.ts';

let scanner: Scanner;

beforeAll(async () => {
  scanner = await openScanner(scannerSettings(readCompiledPacks(builtAssets)), builtAssets);
});

const javascript = `import { exec } from 'node:child_process';
import crypto from 'node:crypto';
const algorithm = 'md5';

// a comment
export function list(req, res) {
  const dir = req.query.dir;
  exec('ls ' + dir);
  res.send('<b>' + dir + '</b>');
}

class Store {
  find(req) {
    return this.db.query('select * from t where id = ' + req.params.id);
  }
  hash(text) {
    return crypto.createHash(algorithm).update(text).digest('hex');
  }
}

const handler = (req) => eval(req.body.code);
export default handler;
`;

const python = `import os
import subprocess as sp
from flask import request

SHELL = True

def run():
    name = request.args.get("name")
    # a comment
    os.system("ls " + name)
    sp.call(name, shell=SHELL)

class View:
    def post(self):
        return eval(request.form["x"])
`;

const java = `package app;
import java.security.MessageDigest;
import java.sql.Statement;

public class Users {
  private static final String ALGORITHM = "MD5";

  byte[] hash(String text) throws Exception {
    return MessageDigest.getInstance(ALGORITHM).digest(text.getBytes());
  }

  void find(HttpServletRequest request, Statement statement) throws Exception {
    String id = request.getParameter("id");
    // a comment
    statement.executeQuery("select * from t where id = " + id);
  }

  int other(int a) { return new java.util.Random().nextInt(); }
}
`;

const c = `#include <stdio.h>
#include <string.h>

static const char *name = "x";

int copy(char *from) {
  char to[8];
  strcpy(to, from);
  gets(to);
  return 0;
}

int main(int argc, char **argv) {
  char line[64];
  sprintf(line, "%s", argv[1]);
  system(line);
  printf(argv[1]);
  return copy(argv[1]);
}
`;

const go = `package main

import (
	"crypto/md5"
	"net/http"
	"os/exec"
)

const shell = "sh"

func run(w http.ResponseWriter, r *http.Request) {
	name := r.URL.Query().Get("name")
	exec.Command(shell, "-c", name).Run()
	// a comment
	md5.Sum([]byte(name))
}

type T struct{}

func (t T) other() { _ = md5.New() }
`;

const snippets = [
  ...['x', '\n', '  ', '"', "'", '`', '(', ')', '{', '}', ';', '/*', '*/', '//', '#', ',', 'é', '😀', ':', '\r\n', '\t'],
  ...[
    'eval(x)\n',
    'const algorithm = "sha256";\n',
    'algorithm = 1;',
    "import { exec } from 'x';\n",
    'function f(req) { exec(req.query.a); }\n',
    '// sentrik-ignore: * because\n',
  ],
  ...['SHELL = False\n', 'def g():\n    os.system(request.args["a"])\n', 'key = "AKIAQ3EGRD7TJ5VWM2KL"\n', 'import sp\n'],
  ...['String ALGORITHM = "SHA-256";', 'char line[2];', 'strcpy(line, line);', 'name := "a"\n', 'shell = 1\n', 'class X {', 'return '],
];

/** A change at fractions of the text as it is when the change comes. */
const change = fc.record({
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  length: fc.nat({ max: 30 }),
  text: fc.oneof(fc.constantFrom(...snippets), fc.constant('')),
});

function toChange(text: string, { at, length, text: inserted }: { readonly at: number; readonly length: number; readonly text: string }): SessionChange {
  const start = Math.floor(at * text.length);
  return { start, end: Math.min(text.length, start + length), text: inserted };
}

function apply(text: string, { start, end, text: inserted }: SessionChange): string {
  return text.slice(0, start) + inserted + text.slice(end);
}

test.each([
  ['app.js', javascript],
  ['app.ts', javascript],
  ['app.py', python],
  ['App.java', java],
  ['app.c', c],
  ['app.go', go],
])('after any edits of %s the result is that of a full check', (path, text) => {
  fc.assert(
    fc.property(fc.array(fc.array(change, { minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 6 }), (batches) => {
      const session = scanner.open({ path, text });
      let current = text;
      for (const batch of batches) {
        const changes: SessionChange[] = [];
        for (const each of batch) {
          const made = toChange(current, each);
          current = apply(current, made);
          changes.push(made);
        }
        const result = session.update(changes);
        expect(session.text).toBe(current);
        expect(result).toEqual(scanner.check({ path, text: current }));
      }
      session.close();
    }),
    { numRuns: 40 },
  );
});

test('typing a finding letter by letter shows it when it is there, and not before', () => {
  const session = scanner.open({ path: 'a.js', text: 'const a = 1;\n' });
  const seen: number[] = [];
  for (const [index, letter] of [...'eval(a);'].entries()) seen.push(session.update([{ start: 13 + index, end: 13 + index, text: letter }]).findings.length);
  expect(seen).toEqual([0, 0, 0, 0, 0, 0, 1, 1]);
  expect(session.update([{ start: 13, end: 14, text: '' }]).findings).toEqual([]);
  session.close();
});

test('a text that grows over the limit and shrinks again', () => {
  const session = scanner.open({ path: 'a.js', text: 'eval(a);' });
  expect(session.update([{ start: 0, end: 0, text: ' '.repeat(2_000_001) }]).skips).toMatchObject([{ reason: 'too-large' }]);
  expect(session.update([{ start: 0, end: 2_000_001, text: '' }]).findings).toHaveLength(1);
  session.close();
});

test('a text without a grammar is checked too', () => {
  const session = scanner.open({ path: 'notes.txt', text: '' });
  expect(session.update([{ start: 0, end: 0, text: 'AKIAQ3EGRD7TJ5VWM2KL' }]).findings).toHaveLength(1);
  session.close();
});

test('a loop whose variable is deleted is checked to its end', () => {
  const text = 'pass\nfor x in items:\n    os.system(x)\n';
  const session = scanner.open({ path: 'a.py', text });
  const { findings } = session.update([{ start: 8, end: 10, text: '' }]);
  expect(session.text).toContain('for in items:');
  expect(findings).toEqual(scanner.check({ path: 'a.py', text: session.text }).findings);
  session.close();
});
