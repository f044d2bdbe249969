/** The commands that are killed, each with the work that stands around it. */
import { answer } from '../cli/run.ts';
import type { Fixture } from '../fixture.ts';
import { CHANGES, TOLD } from '../plan/changes.ts';

export interface Scenario {
  readonly name: string;
  readonly policy?: string;
  prepare(at: Fixture, remote: boolean): void;
  readonly argv: readonly string[];
  /** The answer as it is compared: without what a kill rightly changes. */
  readonly said?: (answer: string) => string;
  /** The records hold the moment they were made at, or a random name. */
  readonly timed?: boolean;
  /** Once it is on a remote it is not undone. */
  readonly lasting?: boolean | 'always';
}

/** Somebody's unfinished work: it must be there afterwards, byte for byte. */
function unfinished(at: Fixture): void {
  at.write('README', 'one\ntwo, changed\nthree\n');
  at.write('staged.txt', 'staged\n');
  at.git(['add', 'staged.txt']);
  at.write('untracked.txt', 'untracked\n');
}

/** A request with its branch checked out and one commit of work. */
function begun(at: Fixture): void {
  answer(at, ['start', 'Add login']);
  at.write('login.txt', 'login\n');
  at.git(['add', 'login.txt']);
  at.git(['commit', '--quiet', '-m', 'Add the form\n\nCRQ: CRQ-2']);
}

const TESTED = 'version: 1\nmerge:\n  test: test -f login.txt\n';

/** Killed as well, in the situations of the dry runs and of undo. */
const NAMES = [
  'crq import',
  'crq import on an open base',
  'branch rename',
  'branch rename elsewhere',
  'branch delete',
  'branch prune',
  'crq renumber',
  'link add',
  'link prune',
  'approve',
  'approve the plan',
  'trust add of a key',
  'trust remove',
  'crq comment',
  'crq edit',
  'crq history in a file',
  'doctor --fix',
  'init --remove',
  'merge pause',
  'merge drop',
  'merge undo',
];

/** The run after the kill mends the kill, too. */
const withoutKill = (answer: string): string =>
  answer.replace(/,\{"code":"(?:lock\/stale|operation\/interrupted)"[^}]*\}/g, '');
const timeless = (answer: string): string => answer.replace(/"at\\*":\\*"[^"]*"/g, '"at":"<time>"');

/** Each run has a home of its own, and so a key. */
const keyless = (answer: string): string => timeless(answer).replace(/SHA256:[A-Za-z0-9+/]{43}/g, '<key>');

const SPECIAL: Readonly<Record<string, Partial<Scenario>>> = {
  'doctor --fix': { said: withoutKill },
  'crq comment': { said: timeless, timed: true },
  'crq renumber': { said: timeless, timed: true },
  'link add': { said: timeless, timed: true },
  approve: { said: keyless, timed: true, lasting: true },
  'merge undo': { lasting: 'always' },
  'approve the plan': { said: keyless, timed: true, lasting: true },
};

export const FURTHER: readonly Scenario[] = [...CHANGES, ...TOLD]
  .filter(({ name }) => NAMES.includes(name))
  .map((change) => ({
    ...change,
    ...SPECIAL[change.name],
    prepare(at) {
      change.prepare?.(at);
      unfinished(at);
    },
  }));

export const SCENARIOS: readonly Scenario[] = [
  { name: 'crq new', prepare: unfinished, argv: ['crq', 'new', 'Add login'] },
  {
    name: 'crq new on an open base',
    policy: 'version: 1\nbranches:\n  protected: []\n',
    prepare: unfinished,
    argv: ['crq', 'new', 'Add login', '--branch'],
  },
  { name: 'start', prepare: unfinished, argv: ['start', 'Add login'] },
  {
    name: 'close',
    policy: TESTED,
    prepare(at) {
      begun(at);
      unfinished(at);
    },
    argv: ['close'],
  },
  {
    name: 'close from the base',
    policy: TESTED,
    prepare(at) {
      begun(at);
      at.git(['switch', '--quiet', 'main']);
      unfinished(at);
    },
    argv: ['close', 'CRQ-2'],
  },
  {
    name: 'merge',
    policy: TESTED,
    prepare(at) {
      begun(at);
      answer(at, ['close', '--no-land']);
      at.git(['switch', '--quiet', 'main']);
      unfinished(at);
    },
    argv: ['merge', 'CRQ-2'],
  },
  {
    name: 'merge of two',
    prepare(at) {
      for (const title of ['One', 'Two']) {
        answer(at, ['start', title]);
        at.write(`${title}.txt`, `${title}\n`);
        at.git(['add', '.']);
        at.git(['commit', '--quiet', '-m', `Do ${title}\n\nCRQ: CRQ-${title === 'One' ? 2 : 3}`]);
        answer(at, ['close', '--no-land']);
        at.git(['switch', '--quiet', 'main']);
      }
      unfinished(at);
    },
    argv: ['merge'],
  },
];
