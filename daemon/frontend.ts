/** A command that a daemon may run: one call that ends by itself, or a server for one client. */
export type Frontend = 'call' | 'lsp' | 'mcp';

/** Commands that look at a few files: quick enough that others can wait for them, and nothing of theirs is lost when they are run once more. */
const calls: ReadonlySet<string> = new Set(['check', 'context', 'hook']);
const languageFlags: ReadonlySet<string> = new Set(['--stdio', '--verbose']);

/** Which frontend a command line starts; undefined for one that always runs in its own process. */
export function frontendOf(argv: readonly string[]): Frontend | undefined {
  const [command = '', ...rest] = argv;
  if (rest.some((word) => word === '--help' || word === '-h')) return undefined;
  if (calls.has(command)) return 'call';
  if (command === 'mcp-server') return 'mcp';
  return command === 'lsp' && rest.every((word) => languageFlags.has(word)) ? 'lsp' : undefined;
}
