import fs from 'node:fs';
import path from 'node:path';
import type { TestProject } from '../support/project.ts';

/** Rules of the test project, so that a change in the product's packs changes no test here. */
const ownRules = `pack:
  id: own
  name: Own rules
  description: Rules of this project.
rules:
  - id: old-call
    title: Old call
    languages: [javascript]
    severity: WARNING
    message: "old is called; use \`fresh\`"
    help: |
      The old call loses data. Use the fresh one.
    pattern: old($X)
    fix: fresh($X)
    metadata:
      cwe: CWE-477
      confidence: HIGH
  - id: bad-call
    title: Bad call
    languages: [javascript]
    severity: ERROR
    message: bad is called
    pattern: bad($X)
    metadata: { cwe: CWE-89, confidence: HIGH, controls: { owasp-top-10-2021: ["A03:2021"] } }
`;

/** A small project with findings of two rules, one of them with a fix that can be verified. */
export const sampleFiles: Readonly<Record<string, string>> = {
  '.sentrik/rules/own.yaml': ownRules,
  '.sentrik/config.yaml': 'standards_packs: [own]\n',
  'src/a.js': 'export function run(value) {\n  const first = old(value);\n  return first + 1;\n}\n',
  'src/b.js': "// reads\nbad(read('x'));\n\nold(2);\n",
  'lib/c.js': 'old(3);\n',
  'docs/note.txt': 'fine\n',
};

const written: readonly string[] = ['.vscode', '.sentrik/suppressions.yaml'];

/** Makes the files of the project those of the sample again. */
export function restoreSample(project: TestProject): void {
  for (const name of written) fs.rmSync(path.join(project.root, name), { recursive: true, force: true });
  for (const [name, content] of Object.entries(sampleFiles)) if (project.read(name) !== content) project.write(name, content);
}
