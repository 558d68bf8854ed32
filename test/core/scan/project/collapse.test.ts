import { expect, test } from 'vitest';
import { scanProject } from '../../../../core/scan/project.ts';
import { openWorkspace } from '../../../../core/scan/workspace.ts';
import { testContext } from '../../../support/context.ts';

const rule = `pack: {id: own, name: Own}
rules:
  - {id: header, name: Header, type: required_pattern, severity: low, file_glob: "**/*.js", pattern: "@requirement", description: a file names no requirement.}
`;

function many(folder: string, count: number, text = 'run();\n'): Record<string, string> {
  return Object.fromEntries(Array.from({ length: count }, (_unused, index) => [`${folder}/file${index}.js`, text]));
}

async function scan(files: Record<string, string>, paths?: readonly string[]) {
  const context = testContext({ files: { '.sentrik/rules/own.yaml': rule, '.sentrik/config.yaml': 'standards_packs: [own]', ...files } });
  const { findings } = await scanProject(context, await openWorkspace(context), paths === undefined ? {} : { paths });
  return findings;
}

test('a folder in which no file has the header is told once, with the number of files', async () => {
  const findings = await scan({ ...many('src/a', 20), ...many('src/b', 20), 'lib/good.js': '// @requirement R-1\n' });
  expect(findings.map(({ path }) => path)).toEqual(['src/a/file0.js']);
  expect(findings[0]?.message).toContain('all 40 files in src/');
});

test('a whole project without a header is told once', async () => {
  const findings = await scan({ ...many('src', 30), ...many('test', 30), 'src/empty.js': '' });
  expect(findings).toHaveLength(1);
  expect(findings[0]?.message).toContain('all 60 files of the project');
});

test('files that lack it where others have it are told one by one', async () => {
  const findings = await scan({ ...many('src', 6), 'src/good.js': '// @requirement R-1\n' });
  expect(findings).toHaveLength(6);
});

test('the folder keeps its fingerprint when a file is added to it', async () => {
  const [before] = await scan(many('src', 6));
  const [after, ...rest] = await scan(many('src', 9));
  expect(rest).toEqual([]);
  expect(after?.fingerprint).toBe(before?.fingerprint);
});

test('a scan of some files says nothing of the folder', async () => {
  expect(await scan(many('src', 6), ['src'])).toHaveLength(6);
});
