/**
 * What may stand at the cursor, for a shell: commands, flags, ids, branches. Pure; the words come from the generated
 * table, the names from a reader of the disk. A wrong or missing candidate is a nuisance and never a failure, so what is
 * not understood completes to nothing and the shell offers files.
 */

/** What a value is: the name of something here, one of a list, or anything. */
export type Values = 'crq' | 'branch' | 'revision' | 'any' | readonly string[];

export interface CompletableFlag {
  /** As typed: `--message`, `-m`. */
  readonly names: readonly string[];
  readonly note: string;
  /** Absent for a switch. */
  readonly value?: Values;
}

export interface Completable {
  readonly id: string;
  readonly note: string;
  readonly flags: readonly CompletableFlag[];
  /** By place; the last one goes for all words behind it. */
  readonly args: readonly Values[];
}

export interface CompletionTable {
  readonly commands: readonly Completable[];
  readonly globals: readonly CompletableFlag[];
}

export interface Candidate {
  readonly word: string;
  readonly note?: string;
}

/** Names in the repository around the cursor; asked only when wanted. */
export interface Names {
  crqs(): readonly Candidate[];
  branches(): readonly Candidate[];
}

interface Place {
  /** Words of a command or a topic. */
  id: string;
  command: Completable | null;
  positionals: number;
  /** The flag whose value comes next. */
  open: CompletableFlag | null;
  /** Behind `--`, or behind a word that is no command. */
  lost: boolean;
}

const named = (flags: readonly CompletableFlag[], word: string): CompletableFlag | null =>
  flags.find(({ names }) => names.includes(word)) ?? null;

const flagsAt = (place: Place, { globals }: CompletionTable): readonly CompletableFlag[] => [
  ...(place.command?.flags ?? []),
  ...globals,
];

function takeWord(place: Place, word: string, table: CompletionTable): void {
  const id = place.id === '' ? word : `${place.id} ${word}`;
  const command = table.commands.find((entry) => entry.id === id) ?? null;
  const isTopic = table.commands.some((entry) => entry.id.startsWith(`${id} `));
  if (place.positionals === 0 && (command !== null || isTopic)) {
    place.id = id;
    place.command = command;
  } else if (place.command === null) place.lost = true;
  else place.positionals++;
}

function placeOf(words: readonly string[], table: CompletionTable): Place {
  const place: Place = { id: '', command: null, positionals: 0, open: null, lost: false };
  for (const word of words) {
    if (place.open !== null) {
      // bash cuts `--flag=value` in three.
      if (word !== '=') place.open = null;
    } else if (word === '--') place.lost = true;
    else if (word.startsWith('-') && word !== '-') {
      const flag = word.includes('=') ? null : named(flagsAt(place, table), word);
      place.open = flag?.value === undefined ? null : flag;
    } else takeWord(place, word, table);
  }
  return place;
}

function valuesOf(values: Values, names: Names): readonly Candidate[] {
  if (typeof values !== 'string') return values.map((word) => ({ word }));
  if (values === 'crq') return names.crqs();
  if (values === 'branch') return names.branches();
  return values === 'revision' ? [...names.crqs(), ...names.branches()] : [];
}

/** The next words of commands and topics, each once. */
function nextWords(place: Place, { commands }: CompletionTable): readonly Candidate[] {
  const stem = place.id === '' ? '' : `${place.id} `;
  const found = new Map<string, Candidate>();
  for (const { id, note } of commands) {
    if (!id.startsWith(stem) || id === place.id) continue;
    const [word = '', ...more] = id.slice(stem.length).split(' ');
    if (more.length === 0) found.set(word, { word, note });
    else if (!found.has(word)) found.set(word, { word });
  }
  return [...found.values()];
}

function argumentsAt(place: Place, names: Names): readonly Candidate[] {
  const values = place.command?.args[Math.min(place.positionals, place.command.args.length - 1)];
  return values === undefined ? [] : valuesOf(values, names);
}

/** `--flag=par`: the whole word is what the shell replaces. */
function joined(current: string, flags: readonly CompletableFlag[], names: Names): readonly Candidate[] {
  const cut = current.indexOf('=');
  const flag = cut === -1 ? null : named(flags, current.slice(0, cut));
  if (flag?.value === undefined) return [];
  return valuesOf(flag.value, names).map(({ word }) => ({ word: `${current.slice(0, cut)}=${word}` }));
}

function candidates(place: Place, current: string, table: CompletionTable, names: Names): readonly Candidate[] {
  if (place.lost) return [];
  if (place.open?.value !== undefined) return valuesOf(place.open.value, names);
  const flags = flagsAt(place, table);
  if (current.includes('=')) return joined(current, flags, names);
  if (current.startsWith('-'))
    return flags.flatMap(({ names: words, note }) => words.map((word): Candidate => ({ word, note })));
  const words = place.positionals === 0 ? nextWords(place, table) : [];
  return [...words, ...argumentsAt(place, names)];
}

/** `words` are those behind the program's name; the last one is being typed and may be empty. */
export function complete(words: readonly string[], table: CompletionTable, names: Names): readonly Candidate[] {
  const place = placeOf(words.slice(0, -1), table);
  const last = words.at(-1) ?? '';
  const current = last === '=' && place.open !== null ? '' : last;
  const lower = current.toLowerCase();
  return candidates(place, current, table, names).filter(({ word }) => word.toLowerCase().startsWith(lower));
}
