import { beforeAll, describe, expect, it } from 'vitest';
import { type Grammars, openGrammars } from '../../../../core/scan/tree/grammar.ts';
import { builtAssets } from '../../../support/assets.ts';
import { checkTaint } from './taint-case.ts';

let grammars: Grammars;
beforeAll(async () => {
  grammars = await openGrammars(builtAssets);
});

const statements: Record<string, string> = {
  'a source passed directly and by variable': 'sink(source()); // !!\nlet x = source();\nsink(x); // !!\nlet y = "a";\nsink(y);',
  'a variable overwritten': 'let mut x = source();\nx = "a";\nsink(x);\nlet mut y = source();\nif c { y = "a"; }\nsink(y); // !!',
  'a name declared anew': 'let x = source();\nlet x = clean(x);\nsink(x);\nlet z = source();\n{ let z = "a"; sink(z); }\nsink(z); // !!',
  'sanitized values': 'let x = clean(source());\nsink(x);\nlet mut y = source();\nif c { y = clean(y); }\nsink(y); // !!',
  formatting: 'let x = source();\nsink(format!("a {}", x)); // !!\nsink(format!("a {}", "b"));\nsink(x + "a"); // !!',
  'methods of strings': 'sink(source().trim().to_string()); // !!\nsink(&source()); // !!\nsink(source().unwrap()?); // !!',
  'numbers and truth values': 'sink(source().len());\nsink(source() as u32);\nsink(source().parse::<i32>());\nsink(source() == "a");\nsink(!source());',
  'values of branches': 'let x = if c { source() } else { "a" };\nsink(x); // !!\nlet y = if c { "b" } else { "a" };\nsink(y);',
  'values of blocks': 'let x = { let y = source(); y };\nsink(x); // !!\nlet z = unsafe { source() };\nsink(z); // !!',
  'values of matches': 'let x = match k { 1 => source(), _ => "a" };\nsink(x); // !!\nlet y = match k { 1 => "b", _ => "a" };\nsink(y);',
  'names bound by patterns':
    'if let Some(z) = source() { sink(z); } // !!\nmatch source() {\n Ok(v) => sink(v), // !!\n Err(_) => sink("a"),\n}\nwhile let Some(w) = source() { sink(w); } // !!',
  'names bound where nothing else is left': 'let Some(x) = source() else { return; };\nsink(x); // !!',
  'parts of tuples': 'let (a, b) = (source(), "b");\nsink(a); // !!\nsink(b);',
  'fields of structs':
    'let s = S { a: source(), b: "b" };\nsink(s.a); // !!\nsink(s.b);\nlet mut t = S { a: "a", b: "b" };\nt.b = source();\nsink(t.b); // !!\nsink(t.a);',
  'elements of arrays': 'let s = ["a", source()];\nsink(s[0]);\nsink(s[1]); // !!',
  collections:
    'let mut v = Vec::new();\nv.push(source());\nsink(v[0]); // !!\nlet mut s = String::new();\ns.push_str(source());\nsink(s); // !!\nlet w = vec!["a", source];\nsink(w);',
  loops: 'for v in source() { sink(v); } // !!\nfor i in 0..10 { sink(i); }\nloop { let x = source(); sink(x); break; } // !!',
  'loops that go round': 'let mut a = "";\nwhile c { sink(a); a = source(); } // !!',
  closures: 'let f = |a| sink(a); // !!\nf(source());\nlet x = source();\nlet g = move || sink(x); // !!\ng();',
  callbacks: 'source().iter().for_each(|v| sink(v)); // !!\nlet r = source().map(|v| clean(v));\nsink(r);',
  'dead branches': 'let x = source();\nif 1 > 2 {\n sink(x);\n} else {\n sink(x); // !!\n}',
  'an early end': 'let x = source();\nif c { panic!("no"); }\nsink(x); // !!\nlet y = source();\nreturn;\nsink(y);',
  'validated values': 'let x = source();\nif !validate(x) { return; }\nsink(x);',
  'a source by side effect and a propagator': 'let mut b = 1;\nlet mut c = 1;\nfill(b);\nsink(b); // !!\ntransfer(b, c);\nsink(c); // !!',
};

const files: Record<string, string> = {
  'functions and their last value':
    'fn id(s: &str) -> &str { s }\nfn safe(s: &str) -> &str { "a" }\nfn m() {\n sink(id(source())); // !!\n sink(safe(source()));\n}',
  'a sink in another function': 'fn run(a: &str, b: &str) {\n sink(b); // !!\n sink(a);\n}\nfn m() { run("a", source()); }',
  'a parameter that is a source': 'fn h(w: i32, untrusted: Request) {\n sink(untrusted.path); // !!\n sink(w);\n}',
  'methods of a type':
    'impl S {\n fn run(&self, a: &str) {\n sink(a); // !!\n }\n fn start(&self) { self.run(source()); }\n fn go(a: &str) {\n sink(a); // !!\n }\n}\nfn m() { S::go(source()); }',
};

describe('taint in Rust', () => {
  it.each(Object.entries(statements))('%s', (_name, code) => {
    const { found, expected } = checkTaint(grammars.get('rust'), `fn m() {\n${code}\n}\n`);
    expect(found).toEqual(expected);
  });

  it.each(Object.entries(files))('%s', (_name, code) => {
    const { found, expected } = checkTaint(grammars.get('rust'), code);
    expect(found).toEqual(expected);
  });
});
