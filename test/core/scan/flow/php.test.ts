import { beforeAll, describe, expect, it } from 'vitest';
import { type Grammars, openGrammars } from '../../../../core/scan/tree/grammar.ts';
import { builtAssets } from '../../../support/assets.ts';
import { checkTaint } from './taint-case.ts';

let grammars: Grammars;
beforeAll(async () => {
  grammars = await openGrammars(builtAssets);
});

const programs: Record<string, string> = {
  'a source passed directly and by variable': 'sink(source()); // !!\n$x = source();\nsink($x); // !!\n$y = "a";\nsink($y);',
  'a variable overwritten': '$x = source();\n$x = "a";\nsink($x);\n$y = source();\nif ($c) { $y = "a"; }\nsink($y); // !!',
  'sanitized values': '$x = clean(source());\nsink($x);\n$y = source();\nif ($c) $y = clean($y);\nsink($y); // !!',
  concatenation: '$x = source();\nsink("a" . $x . "b"); // !!\n$q = "a";\n$q .= $x;\nsink($q); // !!\nsink("a" . "b");',
  interpolation: '$x = source();\nsink("a $x b"); // !!\nsink("a {$x[\'k\']} b"); // !!\nsink(\'a $x\');',
  heredocs: "$x = source();\n$a = <<<EOT\nhi $x\nEOT;\nsink($a); // !!\n$b = <<<'EOT'\nhi $x\nEOT;\nsink($b);",
  'fields of an object': 'sink($req->query); // !!\n$o->a = source();\nsink($o->a); // !!\nsink($o->b);\nsink($o?->a); // !!',
  'elements of an array':
    '$m = ["a" => source(), "b" => "b"];\nsink($m["a"]); // !!\nsink($m["b"]);\n$k = array();\n$k["a"] = source();\nsink($k["a"]); // !!\nsink($k["b"]);',
  'positions of a list': '$s = ["a", source()];\nsink($s[0]);\nsink($s[1]); // !!\n$t = [];\n$t[] = source();\nsink($t[0]); // !!',
  destructuring: 'list($a, $b) = [source(), "b"];\nsink($a); // !!\nsink($b);',
  casts: 'sink((int) source());\nsink((string) source()); // !!\nsink((bool) source());\nsink((array) source()); // !!',
  'numbers and truth values':
    'sink(intval(source()));\nsink(strlen(source()));\nsink(source() == "a");\nsink(source() + 1);\nsink(!source());\nsink(isset($x[source()]));',
  'functions of the language': 'sink(trim(source())); // !!\nsink(sprintf("%s", source())); // !!\nsink(implode(",", [source()])); // !!',
  loops: 'foreach (source() as $v) { sink($v); } // !!\nforeach (source() as $k => $v) { sink($k . $v); } // !!\nfor ($i = 0; $i < 3; $i++) { sink($i); }',
  'loops that go round': '$a = "";\nwhile (c()) { sink($a); $a = source(); } // !!\ndo { $b = source(); sink($b); } while (c()); // !!',
  'if chains':
    '$x = "a";\nif ($c) { $x = "b"; } elseif ($d) { $x = source(); } else { $x = "c"; }\nsink($x); // !!\nif ($c): $y = source(); else: $y = "b"; endif;\nsink($y); // !!',
  'dead branches': '$x = source();\nif (1 > 2) { sink($x); } else { sink($x); } // !!\nif (1 > 2) {\n sink($x);\n}'.replace('{ sink($x); } else', '{ } else'),
  switches: '$x = source();\nswitch ("b") {\ncase "a": sink($x); break;\ncase "b": sink($x); break; // !!\ndefault: sink($x);\n}',
  'a case that falls through': '$y = "a";\nswitch ($k) {\ncase 1:\n $y = source();\ncase 2:\n sink($y); // !!\n break;\ncase 3:\n sink($y);\n}',
  matches: '$y = match ($k) { 1, 2 => source(), default => "b" };\nsink($y); // !!\n$z = match ($k) { 1 => "a", default => "b" };\nsink($z);',
  'choices of values':
    'sink($c ? source() : "a"); // !!\nsink($c ?: source()); // !!\nsink(source() ?: "a"); // !!\nsink($x ?? source()); // !!\nsink($c ? "b" : "a");',
  exceptions: 'try { $x = source(); throw new E($x); } catch (E $e) { sink($e); } finally { sink($x); } // !!',
  'an early end': '$x = source();\nif ($bad) { die("no"); }\nsink($x); // !!\n$y = source();\ndie();\nsink($y);',
  'validated values': '$x = source();\nif (!validate($x)) { exit; }\nsink($x);\n$y = source();\nif (validate($y)) { log(); }\nsink($y); // !!',
  'values that fit a pattern':
    '$x = source();\nif (!preg_match("/^[a-z]+$/D", $x)) { exit; }\nsink($x);\n$y = source();\nif (preg_match(\'#[^a-z0-9_]#i\', $y)) { die; }\nsink($y);\n$z = source();\nif (!preg_match("/[a-z]+/", $z)) { exit; }\nsink($z); // !!',
  'a source by side effect and a propagator': 'fill($b);\nsink($b); // !!\ntransfer($b, $c);\nsink($c); // !!\nsink($d);',
  closures: '$x = source();\n$f = function () use ($x) { sink($x); }; // !!\n$f();\n$g = fn($a) => sink($a); // !!\n$g($x);',
  callbacks: 'array_map(function ($v) { sink($v); }, source()); // !!\n$r = array_map(fn($v) => clean($v), source());\nsink($r);',
  'functions of the file': 'function id($s) { return $s; }\nfunction safe($s) { return "a"; }\nsink(id(source())); // !!\nsink(safe(source()));',
  'a sink in another function': 'function run($a, $b = "c") {\n sink($b); // !!\n sink($a);\n}\nrun("a", source());',
  'a parameter that is a source': 'function h($w, $untrusted) {\n sink($untrusted["a"]); // !!\n sink($w);\n}',
  'methods and fields of a class':
    'class S {\n private $q;\n function __construct($a, $b) { $this->q = $a; $this->p = $b; }\n function run() { sink($this->q); } // !!\n}\n$s = new S(source(), "b");\n$s->run();\nsink($s->p);\nsink($s->q); // !!',
  'methods that call methods':
    'class S {\n function run($a) {\n sink($a); // !!\n }\n function start() { $this->run(source()); }\n static function go($a) {\n sink($a); // !!\n }\n function more() { self::go(source()); }\n}',
  'static methods': 'class S {\n static function go($a) {\n sink($a); // !!\n }\n}\nS::go(source());',
  'variadic parameters': 'function run($a, ...$more) {\n sink($more); // !!\n sink($a);\n}\nrun("a", "b", source());',
  'values copied into arguments': 'parse_str(source(), $out);\nsink($out["a"]); // !!\npreg_match("/a/", source(), $m);\nsink($m[1]); // !!',
  references: '$a = &$b;\n$a = source();\nsink($a); // !!',
  'swapped variables': '[$a, $b] = [source(), "b"];\n[$a, $b] = [$b, $a];\nsink($a);\nsink($b); // !!',
  'globals of a function': '$g = source();\nfunction f() {\n global $g;\n sink($g); // !!\n}\nf();',
  'statements that put out': '$x = source();\nsink(@$x["a"]); // !!\nsink(`ls $x`); // !!',
};

describe('taint in PHP', () => {
  it.each(Object.entries(programs))('%s', (_name, code) => {
    const { found, expected } = checkTaint(grammars.get('php'), `<?php\n${code}\n`);
    expect(found).toEqual(expected);
  });
});
