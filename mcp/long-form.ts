import type { ResourceLink } from '@modelcontextprotocol/server';
import type { Compact } from './budget.ts';
import type { Arguments, ToolRequest } from './tool.ts';

/** The resource that tells at length what an answer tells in short, by the call's arguments and the answer; undefined where there is none. */
export type LongForm = (input: Arguments, shown: Compact) => string | undefined;

/** Tokens that a link takes at most. */
export const linkTokens = 60;

/** Clients of earlier revisions know no links in answers, and may refuse the whole answer. */
const firstWithLinks = '2025-06-18';

/** The rule, or the finding where that is one of the last scan. */
export const explained: LongForm = ({ rule_id: asked, path }, { id, finding }) =>
  finding === undefined || path !== undefined ? address('rule', id) : address('finding', asked);

/** The framework, or one control of it. */
export const assessed: LongForm = ({ control }, { framework }) =>
  control === undefined ? address('framework', framework) : address('control', framework, control);

/** The report of what was judged, where that is what is staged or the whole project. */
export const judged: LongForm = ({ staged, diff, git_range: range, paths }) => {
  if (staged === true) return address('report', 'staged');
  return [diff, range, paths].every((part) => part === undefined) ? address('report', 'project') : undefined;
};

/** The report, where not all of a file's findings were shown. A text that is not on disk has none: its next page tells the rest. */
export const checked: LongForm = ({ path }, { next }) => (path === undefined || next === undefined ? undefined : address('report', 'project'));

/** The link as an item of an answer; none for clients that do not know such items. */
export function linksTo(uri: string | undefined, request: ToolRequest): readonly ResourceLink[] {
  if (uri === undefined || !knowsLinks(request)) return [];
  return [{ type: 'resource_link', uri, name: 'long form', mimeType: 'text/markdown' }];
}

function knowsLinks({ server, context }: ToolRequest): boolean {
  if (context.mcpReq.envelope !== undefined) return true;
  // oxlint-disable-next-line typescript/no-deprecated -- clients that initialise agree on it once, and only the server object remembers
  return (server.server.getNegotiatedProtocolVersion() ?? '') >= firstWithLinks;
}

function address(kind: string, ...parts: readonly unknown[]): string {
  return `sentrik://${[kind, ...parts.map((part) => encodeURIComponent(String(part)))].join('/')}`;
}
