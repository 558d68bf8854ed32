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
