import { type SemanticTokens, SemanticTokensBuilder, type SemanticTokensLegend, type SemanticTokensParams } from 'vscode-languageserver/node';
import { shownFindings } from './diagnostics.ts';
import type { Host } from './host.ts';
import type { Checked } from './live-document.ts';

/** A value that comes from outside and reaches a dangerous place, in the editor's colours for variables, with a modifier of our own. */
export const taintedLegend: SemanticTokensLegend = { tokenTypes: ['variable'], tokenModifiers: ['tainted'] };

/** The steps of tainted values as tokens, where the settings ask for it. */
export async function taintedTokens({ documents, folders }: Host, { textDocument }: SemanticTokensParams): Promise<SemanticTokens> {
  await folders.ready;
  const { settings } = folders.placeOf(textDocument.uri).folder;
  const checked = settings.enable && settings.highlight_tainted ? await documents.get(textDocument.uri)?.check() : undefined;
  const builder = new SemanticTokensBuilder();
  if (checked !== undefined) {
    for (const { line, character, length } of tokensOf(checked, textDocument.uri)) builder.push(line, character, length, 0, 1);
  }
  return { data: builder.build().data };
}

interface Token {
  readonly line: number;
  readonly character: number;
  readonly length: number;
}

/** In the order of the text and without overlaps: of two that overlap the one that begins first, of two that begin together the shorter. */
function tokensOf(checked: Checked, uri: string): readonly Token[] {
  const { layout } = checked;
  const steps = shownFindings(checked).flatMap(({ trace = [] }) => trace.filter(({ path }) => path === undefined));
  const places = steps.map(({ span }) => layout.locate(span)).filter((place) => place.uri === uri && place.range.start.line === place.range.end.line);
  const tokens = places
    .map(({ range: { start, end } }) => ({ line: start.line, character: start.character, length: end.character - start.character }))
    .toSorted((a, b) => a.line - b.line || a.character - b.character || a.length - b.length);
  const kept: Token[] = [];
  for (const token of tokens) {
    const last = kept.at(-1);
    const isFree = last === undefined || last.line < token.line || last.character + last.length <= token.character;
    if (isFree && token.length > 0) kept.push(token);
  }
  return kept;
}
