/** Messages, records and checkouts made to be misread, and what the two engines make of each: the stub and Node. */
import { spawnSync } from 'node:child_process';
import { readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { HOOKS } from '../../../src/app/hook-handlers.ts';
import { unwrap } from '../../../src/domain/result.ts';
import { runHook } from '../../../src/enforce/hooks/run.ts';
import { stubFor } from '../../../src/enforce/hooks/stub.ts';
import { crqText, type Fixture } from '../../fixture.ts';
import { hooked, installation, run } from './scene.ts';

/** The POSIX shells of this machine, by name. */
export const SHELLS = [['dash'], ['bash', '--posix'], ['busybox', 'sh']]
  .filter(([program = '', ...args]) => spawnSync(program, [...args, '-c', 'exit 0']).status === 0)
  .map((shell) => [shell.join(' '), shell] as const);

const ASKED = 99;
const NAMES = ['prepare-commit-msg', 'commit-msg'] as const;
type Name = (typeof NAMES)[number];

export interface Case {
  readonly message: string;
  readonly record: string;
  readonly branch: string;
}

const SUBJECTS = [
  'Add login',
  'Fix: crash',
  'fix(api)!: crash',
  'Änderung',
  '修复',
  '\u00a0',
  '\u00a0CRQ: CRQ-2',
  'CRQ-2: add',
  '[crq-2] add',
  '(CRQ-2) add',
  'CRQ-99 add',
  'CRQ: CRQ-2',
  'CRQ : CRQ-2',
  'Reviewed-by: Ada',
  'Change-Id: I1',
  'Mention CRQ-2 here',
  'fixup! Add login',
  'Merge branch "feature/CRQ-2-x"',
  '"quoted"',
  '-n',
  '\\',
  '$(exit 3)`exit 3`',
  '*',
  '  Indented',
  'Trailing ',
  '\ufeffMarked',
  '---',
  '# comment',
  '.',
  'crq: 2',
];

const LINES = [
  ...SUBJECTS,
  '',
  '',
  '',
  'Some words that say why.',
  'Note that: this is text',
  'See http://example.com/x',
  'http://example.com/x',
  'CRQ: CRQ-2',
  'CRQ: CRQ-2',
  'CRQ: CRQ-2',
  'CRQ: CRQ-3',
  'CRQ: CRQ-4',
  'CRQ: CRQ-999',
  'CRQ: crq-2',
  'crq: CRQ-2',
  'Crq: CRQ-999',
  'crq: CRQ-999',
  'CRQ:CRQ-2',
  'CRQ:  CRQ-2',
  'CRQ: CRQ-2 ',
  'CRQ: CRQ-2, CRQ-3',
  'CRQ: CRQ-02',
  'CRQ: CRQ-2x',
  'CRQ: OTHER-2',
  'CRQ: CRQ-CRQ-2',
  'CRQ: CRQ-1234567890',
  'CRQ:',
  'CRQ: ../../etc/passwd-2',
  'Signed-off-by: Ada <ada@example.com>',
  '(cherry picked from commit 1111111111111111111111111111111111111111)',
  'Key: value',
  'Key : value',
  'Key:value',
  'a b: value',
  ': value',
  'Ü: value',
  '  continued',
  '\tcontinued',
  'with\r',
  '; comment',
  'tab\there',
  '- item',
  '------------------------ >8 ------------------------',
  '# ------------------------ >8 ------------------------',
];

const RECORD_LINES = [
  'status: open',
  'status: approved',
  'status: closed',
  'status: draft',
  'status: opened',
  'status: "open"',
  'status: open # yes',
  'status:open',
  'status:',
  'Status: open',
  'id: CRQ-2',
  'id: CRQ-3',
  'id: crq-2',
  'title: Again',
  'title: "quoted"',
  "title: 'x",
  'title: [x',
  'title: x]',
  'title: {a: b}',
  'title: *x',
  'title: Überall',
  'title: 修复',
  'title: a: b',
  'title: \u00a0',
  'depends_on: [CRQ-1, CRQ-3]',
  'depends_on: [CRQ-1 CRQ-3]',
  'depends_on: [no id]',
  'depends_on: CRQ-1',
  'depends_on: [,CRQ-1,]',
  'labels: [a, b-c]',
  'labels: [a',
  'labels: ["a"]',
  'labels: x',
  'other: 1',
  '1st: x',
  '-: x',
  '_x: y',
  'a-b: c',
  '---',
  '----',
  '--- ',
  '<<<<<<< ours',
  '=======',
  '# comment',
  '- item',
  ' nested: x',
  'text',
  'base: release/1',
  '',
  'x: y\r',
  'x: \u0001',
  'x: a\u0000b',
];

const BRANCHES = [
  'feature/CRQ-2-add-login',
  'feature/CRQ-2',
  'feature/crq-2-x',
  'CRQ-2-x',
  'a/b/CRQ-2-x',
  'feature/CRQ-999-x',
  'feature/CRQ-3-x',
  'feature/CRQ-2x',
  'feature/CRQ-2.x',
  'feature/CRQ-x7k2m9-y',
  'feature/other',
  'main',
  'feature/CRQ-4-renamed',
];

const spliced = (lines: readonly string[], cuts: readonly (readonly [number, number, string])[]): readonly string[] => {
  const made = [...lines];
  for (const [at, gone, line] of cuts) made.splice(at % (made.length + 1), gone, line);
  return made;
};

const cuts = (pool: readonly string[]): fc.Arbitrary<readonly (readonly [number, number, string])[]> =>
  fc.oneof(
    fc.constant([]),
    fc.array(fc.tuple(fc.nat(30), fc.constantFrom(0, 1), fc.constantFrom(...pool)), { maxLength: 2 }),
  );

/** Values made of the signs that mean something to YAML. */
const VALUE = fc
  .array(fc.constantFrom('a', 'b-c', '1', ' ', ', ', ': ', '- ', ...'[]{},:-?#"\'~.&*!|>%@=<`'), {
    minLength: 1,
    maxLength: 5,
  })
  .map((signs) => signs.join(''));

const IDS = fc
  .array(fc.constantFrom('CRQ-1', 'CRQ-3', 'no', ',', ', ', ' ', ']', '['), { maxLength: 4 })
  .map((signs) => `[${signs.join('')}]`);

/** A record with one value spoiled, or with lines that do not belong. */
const record = fc.oneof(
  cuts(RECORD_LINES).map((spoiled) => spliced(crqText('CRQ-2').split('\n'), spoiled).join('\n')),
  fc
    .oneof(
      fc.tuple(fc.constantFrom('title', 'labels', 'owner', 'base'), VALUE),
      fc.tuple(fc.constant('depends_on'), IDS),
      fc.constantFrom(...RECORD_LINES.filter((line) => line.includes(': ')).map((line) => line.split(/: (.*)/s))),
    )
    .map(([key = '', value = '']) => crqText('CRQ-2', { [key]: value })),
);

/** Mostly plain, so that much is accepted; otherwise spoiled in one or two places. */
export const tricky: fc.Arbitrary<Case> = fc.record({
  message: fc.oneof(
    fc
      .tuple(
        fc.constantFrom(...SUBJECTS),
        fc.array(fc.constantFrom(...LINES), { maxLength: 3 }),
        fc.array(fc.constantFrom('CRQ: CRQ-2', 'CRQ: CRQ-3', 'Key: value'), { maxLength: 2 }),
        fc.constantFrom('\n', '', '\n\n', ' \n'),
      )
      .map(([subject, body, trailers, end]) => {
        const parts = [subject, body.join('\n'), trailers.join('\n')].filter((part) => part !== '');
        return `${parts.join('\n\n')}${end}`;
      }),
    fc
      .tuple(fc.constantFrom(...SUBJECTS), cuts(LINES))
      .map(([subject, spoiled]) => `${spliced([subject, '', 'Why.', '', 'CRQ: CRQ-2'], spoiled).join('\n')}\n`),
    fc.array(fc.constantFrom(...LINES), { maxLength: 5 }).map((lines) => `${lines.join('\n')}\n`),
  ),
  record,
  branch: fc.constantFrom(...BRANCHES),
});

export interface Engines {
  /** What the stub did with the case: null where it asked Node, else the message it left. */
  stub(name: Name, one: Case): string | null;
  /** What Node does with it: whether it lets the commit pass, and the message it leaves. */
  node(name: Name, one: Case): Promise<{ readonly passes: boolean; readonly message: string }>;
}

/** A clone with requests in several states, and both engines over it. */
export async function engines(shell: readonly string[]): Promise<Engines> {
  const fx = await hooked();
  fx.write('crqs/CRQ-3.md', crqText('CRQ-3', { status: 'approved', depends_on: '[CRQ-2]' }));
  fx.write('crqs/CRQ-4.md', crqText('CRQ-4', { status: 'closed' }));
  fx.git(['config', 'branch.feature/CRQ-4-renamed.gitcrqCrq', 'CRQ-2']);
  const asks = join(fx.root, 'asks');
  writeFileSync(asks, `#!/bin/sh\nexit ${ASKED}\n`, { mode: 0o755 });
  for (const name of NAMES)
    writeFileSync(join(fx.root, name), stubFor(name, { ...installation, node: asks, bin: asks }), { mode: 0o755 });
  const place = (one: Case): void => {
    fx.write('.git/HEAD', `ref: refs/heads/${one.branch}\n`);
    fx.write('crqs/CRQ-2.md', one.record);
    writeFileSync(join(fx.clone, '.git', 'COMMIT_EDITMSG'), one.message);
  };
  const file = '.git/COMMIT_EDITMSG';
  const left = (): string => readFileSync(join(fx.clone, file), 'utf8');
  const judge = async (name: Name, hooks: Fixture): Promise<boolean> => {
    const ports = hooks.ports();
    const around = { ...ports, env: { ...ports.env, GIT_EDITOR: ':' } };
    const verdict = unwrap(await runHook(around, hooks.clone, name, { args: [file], input: new Uint8Array() }, HOOKS));
    return verdict.refusals.length === 0;
  };
  // The branch config above is newer than what the installation compiled.
  place({ message: 'x\n', record: crqText('CRQ-2'), branch: 'main' });
  await judge('commit-msg', fx);
  // As if the clone had been set up a while ago: some shells compare whole seconds.
  const later = Date.now() / 1000 + 2;
  utimesSync(join(fx.clone, '.git/gitcrq/hooks.policy'), later, later);
  const [program = 'sh', ...args] = shell;
  return {
    stub(name, one) {
      place(one);
      const ended = run(fx, program, [...args, join(fx.root, name), file, 'message'], { env: { GIT_EDITOR: ':' } });
      if (ended.code === ASKED) return null;
      if (ended.code !== 0 || ended.err !== '') throw new Error(`the stub ended with ${ended.code}: ${ended.err}`);
      return left();
    },
    async node(name, one) {
      place(one);
      return { passes: await judge(name, fx), message: left() };
    },
  };
}

/** Both engines over one case; answers how many of the hooks the stub decided by itself. */
export async function compared({ stub, node }: Engines, one: Case): Promise<number> {
  let decided = 0;
  for (const name of NAMES) {
    const accepted = stub(name, one);
    if (accepted === null) continue;
    decided++;
    const judged = await node(name, one);
    if (!judged.passes) throw new Error(`${name} of the stub accepts what Node refuses`);
    if (judged.message !== accepted) throw new Error(`${name}: ${JSON.stringify([accepted, judged.message])}`);
  }
  return decided;
}

/** Runs both engines over so many cases; answers how often the stub decided by itself. */
export async function agree(both: Engines, runs: number): Promise<number> {
  let decided = 0;
  await fc.assert(
    fc.asyncProperty(tricky, async (one) => {
      decided += await compared(both, one);
    }),
    { numRuns: runs },
  );
  return decided;
}
