/**
 * Grammars whose trees were the same as tree-sitter's, node by node, on all real files they were compared on (`npm run bench parse`)
 * and under mutations (table-parsers.test.ts); others are left to tree-sitter.
 */
export const provenGrammars: ReadonlySet<string> = new Set([
  ...['javascript', 'typescript', 'tsx', 'python', 'java', 'go', 'c', 'json', 'cpp', 'c_sharp', 'kotlin', 'scala', 'swift', 'php', 'ruby', 'rust'],
  ...['bash', 'lua', 'solidity', 'html', 'css', 'toml', 'hcl', 'yaml'],
]);
