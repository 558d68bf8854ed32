import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

/** A project folder that exists while a test runs. */
export interface TestProject {
  readonly root: string;
  write(name: string, content: string | Uint8Array): void;
  read(name: string): string;
  remove(): void;
}

/** Makes a temporary folder with these files. */
export function makeProject(files: Readonly<Record<string, string>> = {}): TestProject {
  const root = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'sentrik-project-')));
  const project: TestProject = {
    root,
    write(name, content) {
      fs.mkdirSync(path.dirname(path.join(root, name)), { recursive: true });
      fs.writeFileSync(path.join(root, name), content);
    },
    read: (name) => fs.readFileSync(path.join(root, name), 'utf8'),
    remove: () => fs.rmSync(root, { recursive: true, force: true }),
  };
  for (const [name, content] of Object.entries(files)) project.write(name, content);
  return project;
}

/** One rule over one word, for tests that must not depend on the packs of the product. */
export const markerRule = `pack:
  id: test-markers
  name: Test markers
rules:
  - id: marker-word
    name: Marker word
    type: regex
    severity: high
    pattern: MARKER_[0-9]+
    file_glob: "**/*.txt"
    description: A marker word stands in a text file.
`;
