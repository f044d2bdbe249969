/**
 * Globs over paths and branch names: `?` is one sign and `*` any number within a segment, `**` as a whole segment crosses
 * them, `\` takes the next sign as it is. A policy comes with a fetch, so matching must not be slow whatever it says:
 * the glob runs as an automaton that looks at each sign once (Thompson, Regular Expression Search Algorithm, 1968), in
 * time that grows with text times glob. Libraries make regular expressions of globs, and those can be made to hang.
 */

type Token =
  | { readonly kind: 'sign'; readonly sign: string }
  /** `?` */
  | { readonly kind: 'one' }
  /** `*` */
  | { readonly kind: 'star' }
  /** `**` and the slash behind it: nothing, or whole segments. The token after it is where it has begun to take some. */
  | { readonly kind: 'segments' }
  | { readonly kind: 'segment-under-way' }
  /** `/**` at the end: nothing, or a slash and all that follows, which is the token after it. */
  | { readonly kind: 'below' }
  | { readonly kind: 'everything' };

function tokensOf(glob: string): readonly Token[] {
  if (glob === '**') return [{ kind: 'everything' }];
  const tokens: Token[] = [];
  for (let at = 0; at < glob.length; at++) {
    const sign = glob.charAt(at);
    const heads = at === 0 || glob[at - 1] === '/';
    if (heads && glob.startsWith('**/', at)) {
      tokens.push({ kind: 'segments' }, { kind: 'segment-under-way' });
      at += 2;
    } else if (sign === '/' && glob.slice(at) === '/**') {
      tokens.push({ kind: 'below' }, { kind: 'everything' });
      break;
    } else if (sign === '*') {
      if (tokens.at(-1)?.kind !== 'star') tokens.push({ kind: 'star' });
    } else if (sign === '?') tokens.push({ kind: 'one' });
    else if (sign === '\\' && at + 1 < glob.length) tokens.push({ kind: 'sign', sign: glob.charAt(++at) });
    else tokens.push({ kind: 'sign', sign });
  }
  return tokens;
}

/** Adds a place, and the places that can be reached from it without a sign. */
function enter(tokens: readonly Token[], places: Set<number>, at: number): void {
  if (places.has(at)) return;
  places.add(at);
  const kind = tokens[at]?.kind;
  if (kind === 'star' || kind === 'everything') enter(tokens, places, at + 1);
  if (kind === 'segments') for (const next of [at + 1, at + 2]) enter(tokens, places, next);
  if (kind === 'below') enter(tokens, places, at + 2);
}

/** Where one sign leads from a place. */
function step(token: Token | undefined, at: number, sign: string): readonly number[] {
  const slash = sign === '/';
  switch (token?.kind) {
    case 'sign':
      return sign === token.sign ? [at + 1] : [];
    case 'one':
      return slash ? [] : [at + 1];
    case 'star':
      return slash ? [] : [at];
    case 'segment-under-way':
      return slash ? [at, at + 1] : [at];
    case 'below':
      return slash ? [at + 1] : [];
    case 'everything':
      return [at];
    default:
      return [];
  }
}

const known = new Map<string, readonly Token[]>();

export function matches(glob: string, text: string): boolean {
  const tokens = known.get(glob) ?? tokensOf(glob);
  known.set(glob, tokens);
  let places = new Set<number>();
  enter(tokens, places, 0);
  for (let at = 0; at < text.length && places.size > 0; at++) {
    const next = new Set<number>();
    for (const place of places)
      for (const reached of step(tokens[place], place, text.charAt(at))) enter(tokens, next, reached);
    places = next;
  }
  return places.has(tokens.length);
}

/** More pairs of places than this are not looked at; a policy or a person writes nothing of that size. */
const MOST_PAIRS = 100_000;

/** Signs that either glob names, and one that stands for all the others. */
function alphabet(tokens: readonly Token[]): readonly string[] {
  const named = tokens.flatMap((token) => (token.kind === 'sign' ? [token.sign] : []));
  let other = 0xe000;
  while (named.includes(String.fromCharCode(other))) other++;
  return [...new Set([...named, '/']), String.fromCharCode(other)];
}

/**
 * Is there a text that both match? Both automata run side by side over all texts at once (the product construction of
 * Rabin and Scott, 1959). Two globs too long to be compared count as meeting.
 */
export function globsMeet(a: string, b: string): boolean {
  const [left, right] = [tokensOf(a), tokensOf(b)];
  const signs = alphabet([...left, ...right]);
  const opened = (tokens: readonly Token[], ats: readonly number[]): ReadonlySet<number> => {
    const places = new Set<number>();
    for (const at of ats) enter(tokens, places, at);
    return places;
  };
  const seen = new Set<number>();
  const queue: (readonly [number, number])[] = [];
  const add = (lefts: Iterable<number>, rights: ReadonlySet<number>): void => {
    for (const at of lefts)
      for (const beside of rights) {
        const pair = at * (right.length + 1) + beside;
        if (seen.has(pair)) continue;
        seen.add(pair);
        queue.push([at, beside]);
      }
  };
  add(opened(left, [0]), opened(right, [0]));
  for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
    const [at, beside] = next;
    if (at === left.length && beside === right.length) return true;
    if (seen.size > MOST_PAIRS) return true;
    for (const sign of signs) {
      const on = step(left[at], at, sign);
      const besides = on.length === 0 ? [] : step(right[beside], beside, sign);
      if (besides.length > 0) add(opened(left, on), opened(right, besides));
    }
  }
  return false;
}
