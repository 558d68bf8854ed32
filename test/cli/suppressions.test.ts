import fs from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { ownRules, project, sentrik } from './sentrik.ts';

const rules = path.join(project({ 'own.yaml': ownRules }), 'own.yaml');
const [rule = ''] = /id: (\S+)/.exec(ownRules)?.slice(1) ?? [];
const entries = `suppressions:
  - rule_id: ${rule}
    file_glob: old/**
    reason: fixtures
    expires: 2020-01-31
    owner: anna
  - rule_id: ${rule}
    file_glob: gone/**
    reason: nothing is there
  - rule_id: ${rule}
    file_glob: kept/**
    reason: fixtures
`;
const cwd = project({
  '.sentrik/suppressions.yaml': entries,
  'kept/a.js': 'danger(1);\n',
  'old/a.js': 'danger(2);\n',
  'own.js': `danger(3); // sentrik-ignore: ${rule} a constant\n// sentrik-ignore: ${rule} nothing is here\nsafe();\n// sentrik-ignore: no-such-rule a slip\nsafe();\n`,
  'foreign.js': 'danger(4); // NOSONAR\n// nosemgrep\ndanger(5);\n/* eslint-disable no-console */\ndanger(6);\n',
});

async function scan(format: string, ...more: readonly string[]): Promise<string> {
  return (await sentrik(['scan', '--no-packs', '--rules', rules, '--no-write', '--format', format, ...more], { cwd })).stdout;
}

describe('a scan of a project with suppressions of all kinds', () => {
  let text = '';
  let facts: Record<string, unknown> = {};

  beforeAll(async () => {
    text = await scan('text');
    facts = JSON.parse(await scan('json')).suppressions;
  });

  it('says how many findings each kind suppressed, those for other tools by tool', () => {
    expect(text).toContain('1 by comments, 1 by the suppressions file, 2 by comments for other tools: semgrep 1, sonar 1');
    expect(facts).toMatchObject({ own: { inline: 1, file: 1, config: 0 }, foreign: { semgrep: 1, sonar: 1 } });
  });

  it('says which no longer hold, and their findings are back', () => {
    expect(text).toContain(`.sentrik/suppressions.yaml:2: ${rule} in old/**: expired after 2020-01-31, owner anna; findings that came back: 1`);
    expect(text).toContain('suppression expired after 2020-01-31: fixtures');
    expect(facts).toMatchObject({ expired: 1, refused: [{ line: 2, because: 'expired', findings: 1, owner: 'anna' }] });
  });

  it('says which suppress nothing', () => {
    expect(text).toContain('Suppressions that suppress nothing (3)');
    expect(text).toContain(`own.js:2: ${rule}: nothing was found there`);
    expect(text).toContain('own.js:4: no-such-rule: there is no such rule');
    expect(text).toContain(`.sentrik/suppressions.yaml:7: ${rule} in gone/**: nothing was found there`);
  });

  it('says the same in SARIF, HTML and Markdown', async () => {
    const log = JSON.parse(await scan('sarif')).runs[0];
    const said = log.results.flatMap((each: { suppressions?: { kind: string; status: string }[] }) => each.suppressions ?? []);
    const kinds = said.map(({ kind, status }: { kind: string; status: string }) => `${kind} ${status}`).toSorted();
    expect(kinds).toEqual(['external accepted', 'external underReview', 'inSource accepted', 'inSource accepted', 'inSource accepted']);
    expect(log.properties.suppressions).toMatchObject({ foreign: { semgrep: 1, sonar: 1 }, expired: 1, unused: 3 });
    expect(await scan('html')).toContain('2 by comments for other tools: semgrep 1, sonar 1');
    expect(await scan('markdown')).toContain('4 suppressions that no longer hold or suppress nothing');
  });

  it('lets the settings leave comments for other tools aside', async () => {
    fs.writeFileSync(path.join(cwd, '.sentrik/config.yaml'), 'foreign_suppressions: ignore\n');
    try {
      expect(JSON.parse(await scan('json')).suppressions.foreign).toEqual({});
    } finally {
      fs.rmSync(path.join(cwd, '.sentrik/config.yaml'));
    }
  });
});
