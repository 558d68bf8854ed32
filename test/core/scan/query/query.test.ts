import { describe, expect, it } from 'vitest';
import { scannerOf } from '../../../support/scanning.ts';

const head = 'id: r\nlanguages: [javascript]\nseverity: ERROR\nmessage: found $NAME\nquery: ';

async function found(query: string, text: string): Promise<readonly string[]> {
  const scanner = await scannerOf(head + JSON.stringify(query));
  const { findings } = scanner.check({ path: 'a.js', text });
  expect(scanner.problems).toEqual([]);
  return findings.map(({ span }) => text.slice(span.start, span.end));
}

describe('tree-sitter queries', () => {
  it('find nodes by kind, field, token and child', async () => {
    expect(await found('(call_expression function: (identifier) @f)', 'f(1); a.g()')).toEqual(['f']);
    expect(await found('(binary_expression "==") @b', 'a == b; a === b')).toEqual(['a == b']);
    expect(await found('(binary_expression operator: ["==" "!="] @o)', 'a == b; a != b; a + b')).toEqual(['==', '!=']);
    expect(await found('(call_expression arguments: (arguments (_) @a))', 'f(1, x)')).toEqual(['1', 'x']);
    expect(await found('(variable_declarator !value) @d', 'let a, b = 1')).toEqual(['a']);
  });

  it('anchor children, and repeat or leave them out', async () => {
    expect(await found('(arguments . (number) @first)', 'f(1, 2)')).toEqual(['1']);
    expect(await found('(arguments (number) @last .)', 'f(1, 2)')).toEqual(['2']);
    expect(await found('(arguments (number) . (string) @s)', 'f(1, "a", x, "b")')).toEqual(['"a"']);
    expect(await found('(variable_declarator name: (_) @finding value: (number)? @v)', 'let a = 1, b = x')).toEqual(['a', 'b']);
    expect(await found('((comment)+ @c . (function_declaration))', '// a\n// b\nfunction f() {}\n')).toEqual(['// a\n// b']);
    expect(await found('[(if_statement) (while_statement)] @s', 'if (a) {} while (b) {}')).toEqual(['if (a) {}', 'while (b) {}']);
  });

  it('test what captures stand for', async () => {
    const call = '(call_expression function: (identifier) @name';
    expect(await found(`${call} (#eq? @name "f"))`, 'f(); g()')).toEqual(['f']);
    expect(await found(`(${call}) (#not-eq? @name "f"))`, 'f(); g()')).toEqual(['g']);
    expect(await found(`(${call}) (#match? @name "^f\\\\d"))`, 'f1(); g()')).toEqual(['f1']);
    expect(await found(`(${call}) (#any-of? @name "f" "h"))`, 'f(); g(); h()')).toEqual(['f', 'h']);
    expect(await found('((assignment_expression left: (_) @a right: (_) @b) (#eq? @a @b))', 'x = x; x = y')).toEqual(['x']);
  });

  it('give captures as metavariables to messages and conditions', async () => {
    const rule = `rules:
  - id: r
    languages: [javascript]
    severity: ERROR
    message: calls $NAME
    patterns:
      - query: (call_expression function:(identifier) @name) @finding
      - metavariable-regex: {metavariable: $NAME, regex: f.*}
`;
    const { findings } = (await scannerOf(rule)).check({ path: 'a.js', text: 'foo(1); bar(2)' });
    expect(findings.map(({ message, span }) => [message, span.start, span.end])).toEqual([['calls foo', 0, 6]]);
  });

  it.each([
    ['(nothing) @x', 'query: the grammar of javascript has no node "nothing"'],
    ['(call_expression nothing: (_)) @x', 'query: the grammar of javascript has no field nothing'],
    ['(call_expression', 'query: the query ends too early'],
    ['((identifier) @x (#is? @x local))', 'query: the predicate #is? is not supported'],
    ['((identifier) @x (#eq? @y "a"))', 'query: the predicate #eq? needs a capture of its pattern'],
  ])('that cannot be used are refused: %s', async (query, message) => {
    const scanner = await scannerOf(head + JSON.stringify(query));
    expect(scanner.lint().map((problem) => [problem.line, problem.message])).toEqual([[5, message]]);
  });

  it('are also the published kind ast', async () => {
    const rule = "id: r\nname: Evals\ntype: ast\nseverity: high\nlanguage: javascript\nquery: '((identifier) @x (#eq? @x \"eval\"))'\nfile_glob: '**/*.js'\n";
    expect((await scannerOf(rule)).check({ path: 'src/a.js', text: 'eval(1)' }).findings).toHaveLength(1);
  });
});
