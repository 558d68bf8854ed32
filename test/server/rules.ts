/** Rules of a test project, so that tests do not move with the product's packs. Used as `.sentrik/rules/test.yaml`. */
export const testRules = `rules:
  - id: test-eval
    title: Text run as code
    message: eval runs text as code
    severity: high
    languages: [javascript, typescript]
    pattern: eval($X)
    fix: JSON.parse($X)
    metadata: { cwe: [CWE-95], confidence: high, controls: { owasp-top-10-2021: ["A03:2021"] } }
    help: Text that becomes code can do anything the program can. Parse data with a parser.
  - id: test-log
    title: Logging of everything
    message: The whole object is logged
    severity: low
    languages: [javascript, typescript]
    pattern: console.log($X)
    metadata: { cwe: [CWE-532], confidence: medium }
    help: Logs are read by many people. Log only what is needed.
  - id: test-token
    title: Token in a text
    message: A token stands in the text
    severity: critical
    languages: [generic]
    pattern-regex: tok_[0-9a-f]{8}
    metadata: { cwe: [CWE-798], confidence: high }
    help: A token in a file is known to everybody who reads the file. Keep it elsewhere.
`;

/** A configuration with these rules alone. */
export const testProject: Readonly<Record<string, string>> = {
  '.sentrik/rules/test.yaml': testRules,
  '.sentrik/config.yaml': 'standards_packs: [none]\n',
};

/** The same in a repository whose git knows the user. */
export const ownedProject: Readonly<Record<string, string>> = { ...testProject, '.git/config': '[user]\n\tname = Anna\n\temail = anna@example.org\n' };

/** The last day of a suppression that an editor writes today. */
export function lastDay(days = 90): string {
  return new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
}

/** What a suppression comment says there besides its reason. */
export function ownedFacts(days = 90): string {
  return `[owner=anna@example.org expires=${lastDay(days)}]`;
}

/** A rule that follows data, from `input()` to `run(...)`. */
export const flowRules = `rules:
  - id: test-flow
    message: Input is run
    severity: high
    languages: [javascript]
    mode: taint
    pattern-sources: [{ pattern: input() }]
    pattern-sinks: [{ pattern: run(...) }]
`;
