/** One line of a file of git's settings: `email` of section `user`, or `path` of section `include`. Names are in lower case; a section may have a part. */
export interface GitSetting {
  readonly section: string;
  /** What stands in quotes behind the section's name: the condition of `includeIf`. */
  readonly part?: string;
  readonly name: string;
  readonly value: string;
}

const heading = /^\s*\[\s*([A-Za-z0-9.-]+)(?:\s+"((?:[^"\\]|\\.)*)")?\s*\]/;
const setting = /^\s*([A-Za-z][A-Za-z0-9-]*)\s*=\s*(.*)$/;
const piece = /"((?:[^"\\]|\\.)*)"?|\\.|[#;].*|[^"\\#;]+/g;
const controls: Readonly<Record<string, string>> = { n: '\n', t: '\t', b: '\b' };

/** Reads the text of such a file. Lines that go on in the next one and settings without a value are left out. */
export function readGitSettings(text: string): readonly GitSetting[] {
  const settings: GitSetting[] = [];
  let section = '';
  let part: string | undefined;
  for (const line of text.split(/\r?\n/)) {
    const opened = heading.exec(line);
    if (opened !== null) [section, part] = [(opened[1] ?? '').toLowerCase(), opened[2] === undefined ? undefined : unescaped(opened[2])];
    const found = setting.exec(opened === null ? line : line.slice(opened[0].length));
    if (found === null) continue;
    const [, name = '', value = ''] = found;
    settings.push({ section, ...(part === undefined ? {} : { part }), name: name.toLowerCase(), value: readValue(value) });
  }
  return settings;
}

/** Quotes keep what would else begin a comment, and blanks at the end. */
function readValue(raw: string): string {
  let value = '';
  let kept = 0;
  for (const [text, quoted] of raw.matchAll(piece)) {
    if (text.startsWith('#') || text.startsWith(';')) break;
    const isPlain = quoted === undefined && !text.startsWith('\\');
    value += isPlain ? text : unescaped(quoted ?? text);
    kept = isPlain ? Math.max(kept, value.trimEnd().length) : value.length;
  }
  return value.slice(0, kept);
}

function unescaped(text: string): string {
  return text.replaceAll(/\\(.)/g, (_match, letter: string) => controls[letter] ?? letter);
}
