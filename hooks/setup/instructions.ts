/** What agents are told in their instruction files: facts, and where to ask. */
export const instructions: readonly string[] = [
  '## Sentrik',
  '',
  'Sentrik checks this project for security and compliance weaknesses.',
  '- Its MCP tool `context` lists the rules and safe APIs for a file before it is written; `check` lists the findings of a file or a diff.',
  '- `propose_fix` and `apply_fix` hold verified repairs; `explain` tells why something is a finding and which controls it concerns.',
  '- Where hooks are set up, new findings are reported after each edit, and the gate runs before a commit and at the end.',
  '- Findings are accepted with the tool `suppress`, which asks a person for the reason and an expiry date.',
];
