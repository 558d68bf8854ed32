/** Why a name is taken for another one. */
export interface LookAlike {
  /** The well-known name. */
  readonly of: string;
  readonly because: 'same-looking characters' | 'other separators' | 'one character differs' | 'a usual word added';
}

const shortest = 5;
const affixes =
  /^(?:node-|js-|py-|python-|go-|ruby-|php-|lib)|(?:-?js|-?node|-?python|-?py|-?cli|-?api|-?lib|-?sdk|-?core|-?official|-?latest|-?pro|-?plus|[0-9])$/;

/** Letters of other scripts that look like a Latin one. */
const confusable: Readonly<Record<string, string>> = {
  ...{ а: 'a', с: 'c', ԁ: 'd', е: 'e', ғ: 'f', һ: 'h', і: 'i', ј: 'j', к: 'k', ӏ: 'l', м: 'm', о: 'o', р: 'p', ѕ: 's', т: 't', у: 'y', х: 'x', ԝ: 'w' },
  ...{ α: 'a', ε: 'e', ι: 'i', κ: 'k', ν: 'v', ο: 'o', ρ: 'p', τ: 't', υ: 'u', χ: 'x', ı: 'i', ɡ: 'g', ℓ: 'l' },
  ...{ '0': 'o', '1': 'l', '5': 's' },
};

/** The well-known name that a name not known itself may be taken for; undefined when there is none. */
export function lookAlikeOf(name: string, known: readonly string[]): LookAlike | undefined {
  const plain = name.toLowerCase();
  const seen = looksOf(plain);
  const others = known.map((other) => ({ other, lower: other.toLowerCase() })).filter(({ lower }) => lower !== plain);
  const same = others.find(({ lower }) => bare(lower) === bare(plain) && lower.length > 2);
  if (same !== undefined) return { of: same.other, because: 'other separators' };
  const looking = others.find(({ lower }) => looksOf(lower) === seen && lower.length > 2);
  if (looking !== undefined) return { of: looking.other, because: 'same-looking characters' };
  const close = others.find(({ lower }) => Math.min(lower.length, plain.length) >= shortest && isOneEditAway(lower, plain));
  if (close !== undefined) return { of: close.other, because: 'one character differs' };
  const rest = plain.replace(affixes, '');
  const added = rest === plain ? undefined : others.find(({ lower }) => lower === rest && rest.length >= shortest);
  return added === undefined ? undefined : { of: added.other, because: 'a usual word added' };
}

function bare(name: string): string {
  return name.replace(/[-_.]/g, '');
}

/** What a name looks like: without accents, with letters of other scripts, digits and pairs such as `rn` as what they are read for. */
function looksOf(name: string): string {
  const letters = Array.from(name.normalize('NFKD').replace(/\p{M}/gu, ''), (letter) => confusable[letter] ?? letter).join('');
  return bare(letters).replaceAll('rn', 'm').replaceAll('vv', 'w').replaceAll('i', 'l');
}

/** One letter more, less or another, or two neighbours swapped. */
function isOneEditAway(one: string, other: string): boolean {
  if (Math.abs(one.length - other.length) > 1) return false;
  let start = 0;
  while (start < one.length && one[start] === other[start]) start += 1;
  const [first, second] = [one.slice(start), other.slice(start)];
  if (first.length > second.length) return first.slice(1) === second;
  if (first.length < second.length) return first === second.slice(1);
  return first.slice(1) === second.slice(1) || (first[0] === second[1] && first[1] === second[0] && first.slice(2) === second.slice(2));
}
