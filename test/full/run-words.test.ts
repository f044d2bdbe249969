/** 252 vectors of words reach the child byte for byte: typed into idle shells, in panes of their own, and in place. */
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type RunWords, run } from '../../src/app/run/run.ts';
import { wire } from '../../src/app/wire.ts';
import { word } from '../../src/exec/job/words.ts';
import { gitcrq } from '../cli/run.ts';
import { type Grounds, ground } from '../exec/job/ground.ts';
import { BYTES, PROGRAMS, VECTORS } from '../exec/job/nasty.ts';
import { UNSAID } from '../exec/job/unsaid.ts';
import { hasProgram } from '../needs.ts';

/** Writes its words, each with a NUL behind it. */
const PRINT = '#!/bin/sh\n: >"$OUT"\n[ $# = 0 ] || printf \'%s\\0\' "$@" >"$OUT"\n';

interface Vector {
  readonly argv: readonly string[];
  readonly wanted: Buffer;
}

const joined = (words: readonly string[]): Buffer => Buffer.from(words.map((text) => `${text}\0`).join(''));

function vectors(at: Grounds): readonly Vector[] {
  const program = (path: string, text: string | Buffer): string => {
    writeFileSync(path, text);
    chmodSync(path, 0o755);
    return path;
  };
  const bin = join(at.root, 'bin');
  mkdirSync(bin);
  const print = program(join(bin, 'print'), PRINT);
  return [
    ...VECTORS.map((words) => ({ argv: [print, ...words], wanted: joined(words) })),
    ...BYTES.map((bytes, n) => {
      const script = Buffer.from(`exec ${word(print)} ${word(Buffer.from(bytes).toString('latin1'))}\n`, 'latin1');
      return { argv: ['sh', program(join(bin, `bytes${n}`), script)], wanted: Buffer.from([...bytes, 0]) };
    }),
    ...PROGRAMS.map((name) => ({ argv: [program(join(bin, name), PRINT), name], wanted: joined([name]) })),
  ];
}

/** Every vector once, in lanes that run at once; answers those that arrived otherwise. */
async function wrong(at: Grounds, lanes: readonly ((n: number) => Partial<RunWords>)[]): Promise<readonly string[]> {
  // Outside of a repository, where nothing is asked of git.
  const ports = wire({ env: at.env, cwd: at.root, talk: () => {} });
  const storage = join(at.root, 'runs');
  const all = vectors(at);
  const found: string[] = [];
  const lane = async (place: (n: number) => Partial<RunWords>, first: number): Promise<void> => {
    for (let n = first; n < all.length; n += lanes.length) {
      const { argv, wanted } = all[n] ?? { argv: [], wanted: joined([]) };
      const out = join(at.root, `out${n}`);
      const { standing } = await run(ports, {
        ...UNSAID,
        session: 'work',
        storage,
        argv,
        env: [`OUT=${out}`],
        ...place(n),
      });
      const is = standing.state === 'done' && standing.exit === 0 && readFileSync(out).equals(wanted);
      if (!is) found.push(`${JSON.stringify(argv).slice(0, 200)}: ${JSON.stringify(standing)}`);
    }
  };
  await Promise.all(lanes.map(lane));
  expect(all.length).toBe(252);
  return found;
}

const SHELLS: readonly (readonly [string, ...string[]])[] = [
  ['dash', '-i'],
  ['bash', '--norc', '-i'],
  ['zsh', '-f', '-i'],
  ['fish', '--no-config'],
];

test('typed into idle shells', async () => {
  const at = ground();
  const shells = SHELLS.filter(([name]) => hasProgram(name));
  const panes = shells.map((shell) =>
    at.tmux(['new-window', '-d', '-t', 'work:', '-P', '-F', '#{pane_id}', '--', 'env', 'HISTFILE=/dev/null', ...shell]),
  );
  expect(
    await wrong(
      at,
      panes.map((pane) => () => ({ pane, session: undefined })),
    ),
  ).toEqual([]);
  // The shells are those that were there.
  const now = at.tmux(['list-panes', '-s', '-t', 'work', '-F', '#{pane_id} #{pane_current_command}']).split('\n');
  expect(now.slice(1)).toEqual(panes.map((pane, n) => `${pane} ${shells[n]?.[0]}`));
});

test('in a window of their own, or instead of what ran in a pane', async () => {
  const at = ground();
  const pane = (name: string) =>
    at.tmux(['new-window', '-d', '-t', 'work:', '-n', name, '-P', '-F', '#{pane_id}', 'cat']);
  const [one, two] = [pane('one'), pane('two')];
  const replaced = (id: string) => () => ({ pane: id, session: undefined, replace: true });
  expect(await wrong(at, [replaced(one), () => ({}), replaced(two), () => ({})])).toEqual([]);
});

test('in place, and through the command line', async () => {
  const at = ground();
  expect(
    await wrong(
      at,
      Array.from({ length: 4 }, () => () => ({ pane: 'none', session: undefined })),
    ),
  ).toEqual([]);
  const words = VECTORS.flat().filter((text) => text.length < 1000);
  const out = join(at.root, 'out');
  for (const pane of ['none', 'work:0.0', 'new']) {
    const ended = gitcrq(at, ['run', '--pane', pane, '--env', `OUT=${out}`, join(at.root, 'bin', 'print'), ...words]);
    expect([ended.code, readFileSync(out).equals(joined(words))], ended.err).toEqual([0, true]);
  }
});
