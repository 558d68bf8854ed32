import type { MatchRow } from './row.ts';

const inPhp = (body: string) => `<?php\n${body}\n`;

/** Pattern, code, the texts it matches. */
export const phpRows: readonly MatchRow[] = [
  ['eval($X)', inPhp('eval($a); Eval; $b->eval($a);'), ['eval($a)']],
  ['$x', inPhp('foo($x, $y, x);'), ['$x']],
  ['foo($X, $X)', inPhp('foo($a, $a); foo($a, $b); foo(1, 1);'), ['foo($a, $a)', 'foo(1, 1)']],
  ['$_GET[$KEY]', inPhp('a($_GET["b"]); a($_POST["b"]);'), ['$_GET["b"]']],
  [
    '$OBJ->query($SQL)',
    inPhp('$db->query($q); $this->db->query($r); $db?->query($s); query($q);'),
    ['$db->query($q)', '$this->db->query($r)', '$db?->query($s)'],
  ],
  ['$OBJ->$METHOD(...)', inPhp('$a->b(1); C::d(); $a->e;'), ['$a->b(1)']],
  ['DB::raw(...)', inPhp('DB::raw($a); Other::raw($a);'), ['DB::raw($a)']],
  ['$CLASS::find(...)', inPhp('User::find(1); $u->find(1);'), ['User::find(1)']],
  ['new $CLASS(...)', inPhp('$a = new Foo(1, 2);'), ['new Foo(1, 2)']],
  [
    'new App\\Models\\User(...)',
    inPhp('use App\\Models\\User;\nnew User(1); new Other(1); new \\App\\Models\\User(2);'),
    ['new User(1)', 'new \\App\\Models\\User(2)'],
  ],
  ['Lib\\Tool::run(...)', inPhp('use Lib\\Tool as T;\nT::run(1); Tool::run(2);'), ['T::run(1)']],
  ['Lib\\Deep\\go(...)', inPhp('use Lib\\Deep;\nDeep\\go(1); go(2);'), ['Deep\\go(1)']],
  ['foo(...)', inPhp('\\foo(1); foo(...$args);'), ['\\foo(1)', 'foo(...$args)']],
  ['echo $X;', inPhp('echo $a; print $a; echo "b";'), ['echo $a;', 'echo "b";']],
  ['echo ...;', inPhp('echo $a, $b;'), ['echo $a, $b;']],
  ['include $X;', inPhp('include $a; require $a;'), ['include $a;']],
  ['$A . $B', inPhp('f($a . "b");'), ['$a . "b"']],
  ['$X = $Y;', inPhp('$a = 1; $b .= 2; $c = &$d;'), ['$a = 1;', '$c = &$d;']],
  ['"..."', inPhp('f("a", \'b\', $c);'), ['"a"', "'b'"]],
  ['foo("...")', inPhp('const A = "x"; $b = "y" . "z"; foo(A); foo($b); foo($c); foo("a $c");'), ['foo(A)', 'foo($b)']],
  ['foo("$S")', inPhp("foo('abc');"), ["foo('abc')"]],
  ['foo("=~/^SELECT/")', inPhp('foo("SELECT 1"); foo("x");'), ['foo("SELECT 1")']],
  ['f(false)', inPhp('f(FALSE); f(false); f(true);'), ['f(FALSE)', 'f(false)']],
  ['`...`', inPhp('$a = `ls $b`; $c = "ls";'), ['`ls $b`']],
  ['[..., "verify" => false, ...]', inPhp('f(["a" => 1, "verify" => false]); f(["verify" => true]);'), ['["a" => 1, "verify" => false]']],
  [
    'function $F($X, ...) { ... sink($X); ... }',
    inPhp('function a($b, int $c) { d(); sink($b); }\nfunction e($f) { sink(1); }'),
    ['function a($b, int $c) { d(); sink($b); }'],
  ],
  [
    'function $F(..., $X = "a", ...) { ... }',
    inPhp('class C { public function m(string $k = "a"): void { } }'),
    ['public function m(string $k = "a"): void { }'],
  ],
  [
    'class $C extends Base { ... }',
    inPhp('final class A extends Base implements I { }\nclass B extends Other { }'),
    ['final class A extends Base implements I { }'],
  ],
  [
    'class $C { ... public function run() { ... } ... }',
    inPhp('class A { private $b; public function run() { c(); } }\nclass D { }'),
    ['class A { private $b; public function run() { c(); } }'],
  ],
  ['if ($X) { ... }', inPhp('if ($a) { b(); }\nif ($a): b(); endif;'), ['if ($a) { b(); }', 'if ($a): b(); endif;']],
  ['foreach ($XS as $X) { ... }', inPhp('foreach ($as as $a) { b($a); }'), ['foreach ($as as $a) { b($a); }']],
  [
    'try { ... } catch ($E $X) { }',
    inPhp('try { a(); } catch (Exception $e) { }\ntry { a(); } catch (Exception $e) { b(); }'),
    ['try { a(); } catch (Exception $e) { }'],
  ],
  ['catch (Exception $E) { }', inPhp('try { a(); } catch (Exception $e) { }'), ['catch (Exception $e) { }']],
  ['$X = foo();\n...\nbar($X);', inPhp('$a = foo(); c(); bar($a);\n$b = foo(); bar($d);'), ['$a = foo(); c(); bar($a);']],
  ['(PDO $DB)->query(...)', inPhp('function f(PDO $a, $b) { $a->query(1); $b->query(2); }'), ['$a->query(1)']],
  ['$X === $Y', inPhp('f($a === 1); f(1 == $a);'), ['$a === 1']],
  ['"Secure" => $V', inPhp('$a = ["Secure" => false, "b" => 1];'), ['"Secure" => false']],
  ['$O->a()-> ... ->b()', inPhp('$q->a()->c(1)->b(); $q->a()->b(); $q->c()->b();'), ['$q->a()->c(1)->b()', '$q->a()->b()']],
  ['setcookie(..., secure: false)', inPhp('setcookie("a", secure: false);'), ['setcookie("a", secure: false)']],
];
