import { expect, test } from 'vitest';
import { found } from './support.ts';

const inFunc = (body: string, imports = '') => `package main\n${imports}\nfunc q() {\n${body}\n}\n`;

/** Pattern, code, the texts it matches. */
const rows: readonly (readonly [string, string, readonly string[]])[] = [
  ['md5.New()', inFunc('h := md5.New()', 'import "crypto/md5"'), ['md5.New()']],
  ['md5.New()', inFunc('h := m.New()', 'import m "crypto/md5"'), ['m.New()']],
  ['md5.New()', inFunc('h := sha.New()', 'import sha "crypto/sha256"'), []],
  ['$X.Foo(...)', inFunc('a.Foo(1)\nb.c.Foo()'), ['a.Foo(1)', 'b.c.Foo()']],
  ['$X := foo(...)', inFunc('a := foo(1)\nb = foo(2)\nc, err := foo(3)'), ['a := foo(1)', 'b = foo(2)']],
  ['$X, $ERR := foo(...)', inFunc('a, err := foo(1)\nb := foo(2)'), ['a, err := foo(1)']],
  ['$X = $Y', inFunc('a = 1\nvar b = 2\nc := 3\nconst d = 4'), ['a = 1', 'b = 2', 'c := 3', 'd = 4']],
  ['var $X $T = $Y', inFunc('var a string = "b"\nvar c = 1'), ['var a string = "b"']],
  ['exec.Command("sh", "-c", $X)', inFunc('exec.Command("sh", "-c", a)\nexec.Command("ls")'), ['exec.Command("sh", "-c", a)']],
  ['exec.Command(...)', inFunc('exec.Command("ls", args...)'), ['exec.Command("ls", args...)']],
  ['"..."', inFunc('a("b", `c`)'), ['"b"', '`c`']],
  ['foo("$S")', inFunc('foo(`abc`)'), ['foo(`abc`)']],
  ['fmt.Sprintf("=~/SELECT/", ...)', inFunc('fmt.Sprintf("SELECT %s", a)\nfmt.Sprintf("x")'), ['fmt.Sprintf("SELECT %s", a)']],
  ['tls.Config{..., InsecureSkipVerify: true, ...}', inFunc('c := &tls.Config{MinVersion: 1, InsecureSkipVerify: true}\nd := tls.Config{}'), ['tls.Config{MinVersion: 1, InsecureSkipVerify: true}']],
  ['&http.Cookie{...}', inFunc('a := &http.Cookie{Name: "b"}'), ['&http.Cookie{Name: "b"}']],
  ['InsecureSkipVerify: true', inFunc('c := &tls.Config{InsecureSkipVerify: true}'), ['InsecureSkipVerify: true']],
  ['func $F(...) { ... }', 'package a\nfunc f(b int) string { return "" }\nfunc (s *T) g() { }\n', ['func f(b int) string { return "" }', 'func (s *T) g() { }']],
  ['func $F(..., $R *http.Request, ...) { ... }', 'package a\nfunc f(w http.ResponseWriter, r *http.Request) { b() }\nfunc g() { }\n', ['func f(w http.ResponseWriter, r *http.Request) { b() }']],
  ['func ($S $T) $F(...) { ... }', 'package a\nfunc (s *T) g() { }\nfunc h() { }\n', ['func (s *T) g() { }']],
  ['func(...) { ... }', inFunc('a(func(b int) { c() })'), ['func(b int) { c() }']],
  ['if $ERR != nil { ... }', inFunc('if err != nil { return }\nif err == nil { }'), ['if err != nil { return }']],
  ['if $X != nil { return $X }', inFunc('if err != nil { return err }'), ['if err != nil { return err }']],
  ['if err != nil', inFunc('if err != nil { return err }'), ['if err != nil { return err }']],
  ['for ... { ... }', inFunc('for i := 0; i < 3; i++ { a() }'), ['for i := 0; i < 3; i++ { a() }']],
  ['defer $X.Close()', inFunc('defer f.Close()'), ['defer f.Close()']],
  ['go $F(...)', inFunc('go f()'), ['go f()']],
  ['return $X, nil', inFunc('return a, nil'), ['return a, nil']],
  ['$X == $Y', inFunc('if a == b { }'), ['a == b']],
  ['nil == $X', inFunc('if a == nil { }'), ['a == nil']],
  ['foo()\n...\nbar()', inFunc('foo()\nx()\nbar()'), ['foo()\nx()\nbar()']],
  ['$X := foo()\n...\n$X.Bar()', inFunc('a := foo()\nif b {\n  a.Bar()\n}'), ['a := foo()\nif b {\n  a.Bar()']],
  ['[]byte($X)', inFunc('a := []byte(b)'), ['[]byte(b)']],
  ['($X : *sql.DB).Query(...)', 'package a\nfunc f(db *sql.DB, x *T) { db.Query(q); x.Query(q) }\n', ['db.Query(q)']],
  ['des.NewCipher("k")', inFunc('const k = "k"\ndes.NewCipher(k)'), ['des.NewCipher(k)']],
  ['rsa.GenerateKey($R, 1024)', inFunc('bits := 1024\nrsa.GenerateKey(rand.Reader, bits)'), ['rsa.GenerateKey(rand.Reader, bits)']],
  ['import "net/http/pprof"', 'package a\nimport "net/http/pprof"\n', ['import "net/http/pprof"']],
  ['$X.(string)', inFunc('a.(string)'), ['a.(string)']],
  ['foo(<... r.URL ...>)', inFunc('foo(a(r.URL.Path))'), ['foo(a(r.URL.Path))']],
  ['switch $X { ... }', inFunc('switch a { case 1: b() }'), ['switch a { case 1: b() }']],
];

test.each(rows)('%s in %s', (pattern, code, expected) => {
  expect(found('go', pattern, code)).toEqual(expected);
});
