import { describe, expect, test } from 'vitest';
import { openOwnGrammar } from '../../../../core/scan/tree/own-grammars.ts';
import { scannerOf } from '../../../support/scanning.ts';
import { bound, found } from '../pattern/support.ts';
import { cpuTimeOf } from '../../../support/cpu-time.ts';

/** Pattern, code, the texts it matches. */
const rows: readonly (readonly [string, string, readonly string[]])[] = [
  ['DELETE FROM $T', 'delete from users;\nDELETE FROM a WHERE id = 1;\nSELECT 1;', ['delete from users', 'DELETE FROM a']],
  ['DELETE FROM $T WHERE ...', 'delete from users;\nDELETE FROM a WHERE id = 1 AND b;', ['DELETE FROM a WHERE id = 1 AND b']],
  ['SELECT * FROM $T', 'select * from t; select a from t; SELECT *\n -- why\n FROM "t";', ['select * from t', 'SELECT *\n -- why\n FROM "t"']],
  ['SELECT ..., $X, ... FROM ...', 'SELECT a FROM t', ['SELECT a FROM t']],
  ['SELECT ..., password, ...', 'SELECT id, Password, x FROM t; SELECT id FROM t', ['SELECT id, Password, x']],
  ['FROM $T', 'SELECT a FROM (SELECT 1 FROM u) s', ['FROM (SELECT 1 FROM u) s', 'FROM u']],
  ['FROM $T ... ORDER BY ...', 'SELECT a FROM t WHERE b ORDER BY c', ['FROM t WHERE b ORDER BY c']],
  ['GRANT ALL ... TO $USER', "GRANT ALL PRIVILEGES ON *.* TO 'bob'@'%'; GRANT SELECT ON t TO x;", ["GRANT ALL PRIVILEGES ON *.* TO 'bob'@'%'"]],
  ['IDENTIFIED BY "..."', "CREATE USER 'a' IDENTIFIED BY 'pw'; ALTER USER b IDENTIFIED BY $1;", ["IDENTIFIED BY 'pw'"]],
  ['PASSWORD "$P"', "CREATE ROLE a WITH LOGIN PASSWORD 'x'", []],
  ['WITH ... PASSWORD "$P"', "CREATE ROLE a WITH LOGIN PASSWORD 'x'", ["WITH LOGIN PASSWORD 'x'"]],
  ['EXEC xp_cmdshell ...', "exec XP_CMDSHELL 'dir'\nEXEC sp_help", ["exec XP_CMDSHELL 'dir'"]],
  ['md5($X)', 'SELECT MD5(a || b), sha2(c) FROM t', ['MD5(a || b)']],
  ['count(*)', 'SELECT COUNT(*), count(a) FROM t', ['COUNT(*)']],
  ['md5(<... password ...>)', 'SELECT md5(concat(salt, password)), md5(a)', ['md5(concat(salt, password))']],
  ['$X = $X', 'SELECT a FROM t WHERE 1 = 1 OR b = c', ['1 = 1']],
  ['1 = $X', 'SELECT a FROM t WHERE a = 1', ['a = 1']],
  ['$A || $B', "EXECUTE 'SELECT ' || name", ["'SELECT ' || name"]],
  ['EXECUTE $A || $B', "EXECUTE 'SELECT ' || name || x; EXECUTE stmt", ["EXECUTE 'SELECT ' || name || x"]],
  ['$X LIKE "=~/^%/"', "SELECT 1 WHERE a like '%x' or b LIKE 'x%'", ["a like '%x'"]],
  ['$X NOT IN (...)', 'SELECT 1 WHERE a NOT IN (1, 2) AND b IN (3)', ['a NOT IN (1, 2)']],
  ['INSERT INTO $T (...) VALUES (..., "=~/^ghp_/", ...)', "INSERT INTO t(a, b) VALUES (1, 'ghp_x')", ["INSERT INTO t(a, b) VALUES (1, 'ghp_x')"]],
  ['VALUES ("$A", ...)', "INSERT INTO t VALUES ('it''s', 2), ('b', 3)", []],
  ['VALUES (...), ...', "INSERT INTO t VALUES ('it''s', 2), ('b', 3)", ["VALUES ('it''s', 2), ('b', 3)"]],
  ['UPDATE $T SET ..., password = $P, ...', 'UPDATE u SET a = 1, PASSWORD = :p WHERE id = 1', ['UPDATE u SET a = 1, PASSWORD = :p']],
  ['DROP TABLE ...', 'DROP TABLE IF EXISTS a; DROP VIEW b', ['DROP TABLE IF EXISTS a']],
  ['CREATE TABLE $T (..., $C float, ...)', 'CREATE TABLE p (id int, price FLOAT)', ['CREATE TABLE p (id int, price FLOAT)']],
  ['LEFT JOIN $T', 'SELECT LEFT(a, 1) FROM a LEFT JOIN b ON a.x = b.x', ['LEFT JOIN b']],
  ['$S.secret', 'SELECT a.secret, b.other, "c"."Secret" FROM t', ['a.secret']],
  ['LIMIT $N', 'SELECT 1 LIMIT ?', ['LIMIT ?']],
];

describe('SQL patterns', () => {
  test.each(rows)('%s', (pattern, code, texts) => expect(found('sql', pattern, code)).toEqual(texts));

  test('metavariables stand for what is between commas, and for the content of quotes of any kind', () => {
    expect(bound('sql', 'SELECT $X FROM t', 'SELECT a.b AS c FROM t', '$X')).toEqual(['a.b AS c']);
    expect(bound('sql', 'SET a = "$V"', "UPDATE t SET a = 'x'; SET a = E'\\'y'; SET a = $q$it's$q$; SET a = N'z'", '$V')).toEqual(['x', "\\'y", "it's", 'z']);
    expect(bound('sql', 'WHERE id = $V', 'SELECT 1 WHERE id = {uid}; SELECT 2 WHERE id = %(uid)s; SELECT 3 WHERE id = @id', '$V')).toEqual([
      '{uid}',
      '%(uid)s',
      '@id',
    ]);
  });

  test('comments of all kinds are passed over, and what is in them is not found', () => {
    const code = '-- DELETE FROM a\n/* DELETE FROM b; */\n# DELETE FROM c\nDELETE /* x */ FROM -- y\n d';
    expect(found('sql', 'DELETE FROM $T', code)).toEqual(['DELETE /* x */ FROM -- y\n d']);
    expect(found('sql', 'SELECT $X', 'SELECT #temp; SELECT a #> b; SELECT #{x}')).toEqual(['SELECT #temp', 'SELECT a #> b', 'SELECT #{x}']);
  });

  test('quotes that are not closed spoil a line, not the rest', () => {
    expect(found('sql', 'DROP TABLE $T', "SELECT 'a\n;\nDROP TABLE b")).toEqual(['DROP TABLE b']);
    expect(openOwnGrammar('sql').parse("SELECT 'a")?.hasError).toBe(true);
  });

  test('SQL inside a string of another language is checked by a pattern for it', async () => {
    const rule = {
      ...{ id: 'all', message: 'm', severity: 'low', languages: ['python'] },
      patterns: [
        { pattern: 'execute("$Q")' },
        {
          'metavariable-pattern': {
            metavariable: '$Q',
            language: 'sql',
            patterns: [{ pattern: 'DELETE FROM $T' }, { 'pattern-not': 'DELETE FROM $T WHERE ...' }],
          },
        },
      ],
    };
    const scanner = await scannerOf(JSON.stringify(rule));
    const text = 'execute("delete from users")\nexecute("DELETE FROM users WHERE id = 1")\nexecute("SELECT 1")\n';
    expect(scanner.check({ path: 'a.py', text }).findings.map(({ span }) => span.startLine)).toEqual([0]);
  });

  test('what nests or repeats without end is read in time', () => {
    const texts = ['(', 'a(', 'NOT ', '- ', "'", '"a" ', '$a$ ', 'a || ', '(SELECT ', ')', ',', '.', 'a.', '/*', '[', 'CASE WHEN '].map((part) =>
      part.repeat(50_000),
    );
    texts.push(Array.from({ length: 20_000 }, (_, index) => `$t${index}$`).join(' '));
    const time = cpuTimeOf(() => {
      for (const text of texts) expect(openOwnGrammar('sql').parse(text)?.count).toBeGreaterThan(0);
    });
    expect(time).toBeLessThan(20_000);
  });
});
