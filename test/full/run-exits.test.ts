/** Ten ways to end, in the person's shell and in a pane of its own: the exit code is true, and what was killed is lost. */
import { expect, test } from 'vitest';
import type { RunAnswer } from '../../src/exec/job/answer.ts';
import { answer, type Ended, envelope, gitcrqLater } from '../cli/run.ts';
import { type Grounds, ground } from '../exec/job/ground.ts';

interface Kind {
  readonly argv: readonly string[];
  readonly code: number;
  readonly state?: RunAnswer['state'];
  /** What happens once it runs. */
  readonly meanwhile?: (at: Grounds, run: RunAnswer) => void;
}

const said = (script: string): readonly string[] => ['sh', '-c', script];

const KINDS: Readonly<Record<string, Kind>> = {
  success: { argv: ['true'], code: 0 },
  failure: { argv: ['false'], code: 1 },
  'no exec bit': { argv: ['./plain.sh'], code: 126 },
  'not found': { argv: ['no-such-command-here'], code: 127 },
  'the highest': { argv: said('exit 255'), code: 255 },
  'ended by TERM': { argv: said('kill -TERM $$'), code: 143 },
  'ended by KILL': { argv: said('kill -KILL $$'), code: 137 },
  'ended by SEGV': { argv: said('kill -SEGV $$'), code: 139 },
  'out of time': { argv: ['--timeout', '1s', 'sleep', '100'], code: 124, state: 'timeout' },
  'its pane was killed': {
    argv: ['sleep', '100'],
    code: 8,
    state: 'lost',
    meanwhile: (at, { pane = '' }) => at.tmux(['kill-pane', '-t', pane]),
  },
  'its server was killed': {
    argv: ['sleep', '100'],
    code: 8,
    state: 'lost',
    meanwhile: (at) => at.tmux(['kill-server']),
  },
};

/** A session `work`, whatever became of the one before. */
function anew(at: Grounds): void {
  try {
    at.tmux(['has-session', '-t', '=work']);
  } catch {
    at.tmux(['new-session', '-d', '-s', 'work', '-x', '120', '-y', '30']);
  }
}

async function ended(at: Grounds, where: readonly string[], { argv, meanwhile }: Kind): Promise<Ended> {
  const ending = gitcrqLater(at, ['run', ...where, '--json', ...argv]);
  if (meanwhile !== undefined) {
    const runs = () => answer<{ runs: RunAnswer[] }>(at, ['run', 'list']).runs;
    const begun = () => runs().find(({ state, pane }) => state === 'started' && pane !== '');
    await expect.poll(begun).toBeDefined();
    meanwhile(at, begun() ?? expect.unreachable());
  }
  return ending;
}

test.for([
  ['an idle shell', ['--pane', 'work:0.0']],
  ['an idle shell, recorded', ['--pane', 'work:0.0', '--record']],
  ['a window of its own', ['--session', 'work']],
] as const)('in %s', async ([, where]) => {
  const at = ground();
  at.write('plain.sh', 'exit 0\n');
  for (const [name, kind] of Object.entries(KINDS)) {
    const now = await ended(at, where, kind);
    expect(now.code, `${name}: ${now.out}${now.err}`).toBe(kind.code);
    const { state = 'done' } = kind;
    expect(answer<RunAnswer>(at, ['run', 'show']).state, name).toBe(state);
    if (state === 'lost') expect(envelope(now).error?.code, name).toBe('RUN_LOST');
    if (kind.meanwhile !== undefined) anew(at);
  }
});
