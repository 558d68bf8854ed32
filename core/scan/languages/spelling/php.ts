const quoted = /("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|`(?:[^`\\]|\\.)*`)/;
const placeholder = /(?<![\w$])(?:mvQ_|evQ_|tvQ_)\w+|(?<![\w$])elQ_(?!\w)/g;
/** Variables of the language whose names look like metavariables. */
const superglobals = /mvQ_(GLOBALS|_(?:GET|POST|COOKIE|REQUEST|SERVER|FILES|ENV|SESSION))(?!\w)/g;
const beforeName = [
  /(?:->|::|\\|#\[)\s*$/,
  /\b(?:function|class|interface|trait|enum|extends|implements|namespace|use|const|goto|instanceof|new|insteadof)\s+&?$/,
  /\bcatch\s*\(\s*$/,
  /\)\s*:\s*\??$/,
];
const afterName = [/^\s*\(/, /^\s*::/, /^\\/, /^\s+(?:[$&]|(?:mv|ev|tv)Q_)/];

/** Placeholders become variables (`$x`) where no plain name has to stand: as names of functions, classes and members. */
export function spellPhp(code: string): readonly string[] {
  const global = code.replace(superglobals, (_whole, name: string) => `$${name}`).replace(/(?<![\w\\])\\(?=[A-Za-z]\w*\\)/g, '');
  return [spell(global, isName), spell(global, () => false), global];
}

function spell(code: string, isPlain: (before: string, after: string) => boolean): string {
  let before = '';
  return code
    .split(quoted)
    .map((part, index) => {
      const written = index % 2 === 1 ? part.replace(/\{\s*(mvQ_\w+)/g, '{$$$1') : spellCode(part, before, isPlain);
      before += part;
      return written;
    })
    .join('');
}

function spellCode(part: string, lead: string, isPlain: (before: string, after: string) => boolean): string {
  return part.replace(placeholder, (name, offset: number) => (isPlain(lead + part.slice(0, offset), part.slice(offset + name.length)) ? name : `$${name}`));
}

function isName(before: string, after: string): boolean {
  const isNamedArgument = /[(,]\s*$/.test(before) && /^\s*:(?!:)/.test(after);
  return isNamedArgument || beforeName.some((shape) => shape.test(before)) || afterName.some((shape) => shape.test(after));
}
