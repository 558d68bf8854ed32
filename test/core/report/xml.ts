/** An element as it stands in the document. */
export interface XmlElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly XmlElement[];
  readonly text: string;
}

const token = /<\?xml [^>]*\?>|<\/([\w-]+)>|<([\w-]+)((?: [\w-]+="[^"<]*")*)(\/?)>|([^<]+)/y;
const reference = /&(?:amp|lt|gt|quot|#\d+);/g;
const names: Readonly<Record<string, string>> = { '&amp;': '&', '&lt;': '<', '&gt;': '>', '&quot;': '"' };

/** Reads the XML that reports are written in, and throws at the first place that is not well-formed: elements, quoted attributes, references. */
export function readXml(xml: string): XmlElement {
  const root = { name: '', attributes: {}, children: [] as XmlElement[], text: '' };
  const open: (typeof root)[] = [root];
  for (token.lastIndex = 0; token.lastIndex < xml.length; ) {
    const at = token.lastIndex;
    const match = token.exec(xml);
    const top = open.at(-1);
    if (match === null || top === undefined) throw new Error(`not well-formed at ${xml.slice(at, at + 40)}`);
    const [, closed, opened, attributes = '', isEmpty, text] = match;
    if (text !== undefined) top.text += decode(text);
    if (closed !== undefined && open.pop()?.name !== closed) throw new Error(`</${closed}> closes nothing`);
    if (opened === undefined) continue;
    const element = { name: opened, attributes: attributesOf(attributes), children: [], text: '' };
    top.children.push(element);
    if (isEmpty === '') open.push(element);
  }
  const [only, second] = root.children;
  if (open.length !== 1 || only === undefined || second !== undefined) throw new Error('not one closed root element');
  return only;
}

function attributesOf(text: string): Record<string, string> {
  return Object.fromEntries([...text.matchAll(/ ([\w-]+)="([^"]*)"/g)].map(([, name = '', value = '']) => [name, decode(value)]));
}

function decode(text: string): string {
  if (text.replace(reference, '').includes('&')) throw new Error('a bare ampersand');
  if (/[^\P{Cc}\t\n\r]/u.test(text)) throw new Error('a control character');
  return text.replace(reference, (match) => names[match] ?? String.fromCodePoint(Number(match.slice(2, -1))));
}
