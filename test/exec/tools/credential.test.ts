/** A credential that is handed over by name reaches the program, and nothing that is kept of the run holds it, in whatever pieces. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { RunAnswer } from '../../../src/exec/job/answer.ts';
import { envelope, gitcrq } from '../../cli/run.ts';
import { ground } from '../job/ground.ts';

const VALUE = 'v"4lue \'of$the\\key';
const BEGIN = VALUE.slice(0, 9);
const END = VALUE.slice(9);

/** Prints it at once, in two pieces, and coded; and keeps what it got. */
const PRINTS = `
printf '%s' "$KEY" >"$OUT"
echo "at once: $KEY."
printf 'in pieces: %s' "\${KEY%"$REST"}"; sleep 0.3; printf '%s.\\n' "$REST"
printf 'coded: '; printf '%s' "$KEY" | base64
`;

test.for([
  ['a variable', '{env: MY_KEY}'],
  ['a file', '{file: ~/key}'],
  ['a command', '{command: [cat, key]}'],
] as const)('from %s into a recorded pane', ([, source]) => {
  const at = ground();
  const env = { ...at.env, HOME: at.root, MY_KEY: VALUE };
  for (const dir of [at.root, at.clone]) writeFileSync(join(dir, 'key'), `${VALUE}\n`, { mode: 0o600 });
  gitcrq(at, ['init', '--here']);
  const file = join(at.clone, 'gitcrq.yaml');
  writeFileSync(file, `${readFileSync(file, 'utf8')}\ncredentials:\n  KEY: ${source}\n`);
  at.git(['commit', '--quiet', '--no-verify', '-am', 'Keys\n\nCRQ: CRQ-1']);
  const out = join(at.root, 'out');
  const words = ['--session', 'work', '--credential', 'KEY', '--env', `OUT=${out}`, '--env', `REST=${END}`];
  const ended = gitcrq({ ...at, env }, ['run', '--json', ...words, '--watch', 'sh', '-c', PRINTS]);
  const { exit, dir, log = '', cast = '' } = envelope(ended).data as RunAnswer; // as `run` answers
  expect([exit, readFileSync(out, 'utf8')]).toEqual([0, VALUE]);
  expect(readFileSync(log, 'utf8')).toBe('at once: [redacted].\r\nin pieces: [redacted].\r\ncoded: [redacted]\r\n');
  const kept = [...readdirSync(dir).map((name) => join(dir, name)), cast].map((path) => readFileSync(path, 'utf8'));
  for (const text of [...kept, ended.out, ended.err])
    for (const part of [VALUE, JSON.stringify(VALUE).slice(1, -1), BEGIN]) expect(text).not.toContain(part);
});
