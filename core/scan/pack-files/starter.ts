import type { PackFile } from './pack-file.ts';
import { headFile } from './pack-root.ts';

/** What a new pack is called. */
export interface PackTitle {
  readonly id: string;
  readonly name: string;
  readonly version: string;
  readonly description: string;
}

/** Files of a new pack: its head, and a rule that works and shows every usual part of one. */
export function starterPack({ id, name, version, description }: PackTitle): readonly PackFile[] {
  const quoted = (text: string) => JSON.stringify(text);
  const head = `id: ${id}
name: ${quoted(name)}
version: ${quoted(version)}
description: ${quoted(description)}
`;
  const rule = `# A rule to start from: what it finds, why that matters, how to repair it, and examples that \`sentrik packs test ${id}\` checks.
rules:
  - id: ${id}-no-debugger
    title: Debugger statement
    message: A debugger statement stops every user whose tools are open
    severity: low
    languages: [javascript, typescript]
    pattern: debugger
    fix: ''
    fix-title: Remove the statement
    metadata:
      cwe: [CWE-489]
      confidence: high
    help: |
      The statement is for your own session. Remove it before the code is shared.
    examples:
      - bad: |
          function total(items) {
            debugger;
            return items.length;
          }
        lines: [2]
        good: |
          function total(items) {
            return items.length;
          }
`;
  return [
    { path: headFile, text: head },
    { path: `${id}-no-debugger.yaml`, text: rule },
  ];
}
