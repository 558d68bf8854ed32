import type { DocumentLink, DocumentLinkParams } from 'vscode-languageserver/node';
import type { Rule } from '../core/scan/model.ts';
import { directivesIn } from '../core/scan/suppress/directives.ts';
import type { Host } from './host.ts';
import type { Stretch } from './layout.ts';
import type { Checked } from './live-document.ts';
import { isConfiguration } from './projects.ts';
import { rulePageUri } from './rule-page.ts';

const ruleWord = /[\w][\w.-]*/g;

/** Rule ids in suppression comments, suppressions, settings and rules as links: to the project's own rule, else to the rule's page. */
export async function documentLinks(host: Host, { textDocument }: DocumentLinkParams): Promise<DocumentLink[]> {
  const checked = await host.documents.get(textDocument.uri)?.check('quick');
  if (checked === undefined) return [];
  const rules = new Map(checked.workspace.packs.flatMap(({ pack }) => pack.rules.map((rule) => [rule.id, rule] as const)));
  return placesOf(checked, textDocument.uri).flatMap(({ id, start, end }) => {
    const rule = rules.get(id);
    const target = rule === undefined ? undefined : targetOf(host, checked, rule);
    const { uri, range } = checked.layout.locateOffsets({ start, end });
    return rule === undefined || target === undefined || uri !== textDocument.uri ? [] : [{ range, target, tooltip: rule.title }];
  });
}

interface Place extends Stretch {
  readonly id: string;
}

/** Words that may be rule ids: all of a configuration file, elsewhere what suppression comments name. */
function placesOf({ source, scanner }: Checked, uri: string): readonly Place[] {
  if (isConfiguration(uri)) return wordsOf(source.text, 0);
  return directivesIn(source.text, scanner.languageOf(source)).flatMap(({ start, end, rules }) =>
    wordsOf(source.text.slice(start, end), start).filter(({ id }) => rules.includes(id)),
  );
}

function wordsOf(text: string, offset: number): readonly Place[] {
  return [...text.matchAll(ruleWord)].map(({ 0: id, index }) => ({ id, start: offset + index, end: offset + index + id.length }));
}

function targetOf({ client }: Host, { folder }: Checked, { id, origin, references }: Rule): string | undefined {
  const own = origin === undefined ? undefined : folder.uriOf(origin.file);
  if (own !== undefined && origin !== undefined) return `${own}#L${origin.line}`;
  return client.showsPages ? rulePageUri(id) : references.find((reference) => reference.startsWith('https://'));
}
