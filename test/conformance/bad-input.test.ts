/** Input that is broken or made to get through: refused with a reason or taken as it is, in bounded time and memory. */
import fc from 'fast-check';
import { expect } from 'vitest';
import { HOOKS } from '../../src/app/hook-handlers.ts';
import type { Result } from '../../src/domain/result.ts';
import type { HookVerdict } from '../../src/enforce/hooks/hook.ts';
import { parsePushLines } from '../../src/enforce/hooks/push-lines.ts';
import { runHook } from '../../src/enforce/hooks/run.ts';
import { git, unseen } from '../enforce/hooks/scene.ts';
import { scene } from '../enforce/scene.ts';
import { numberOfObjects, stateOf } from '../state.ts';
import { conforms } from './cases.ts';
import { ground, judged, made } from './scene.ts';

const A = 'a'.repeat(40);

/** What is done to one good line; each makes it a line that git never sends. */
const BREAKS: readonly ((fields: readonly string[], at: number) => string)[] = [
  (fields, at) => fields.filter((_, index) => index !== at % 4).join(' '),
  (fields, at) => fields.map((field, index) => (index === 1 + 2 * (at % 2) ? field.slice(1) : field)).join(' '),
  (fields, at) => fields.map((field, index) => (index === 1 + 2 * (at % 2) ? `${field}0` : field)).join(' '),
  (fields, at) => fields.map((field, index) => (index === 1 + 2 * (at % 2) ? field.toUpperCase() : field)).join(' '),
  (fields, at) => fields.map((field, index) => (index === 1 + 2 * (at % 2) ? `g${field.slice(1)}` : field)).join(' '),
  (fields, at) => fields.join(' ') + ([' ', '\t', '\r', '\0', ' more', '\u00a0'][at % 6] ?? ''),
  (fields, at) => fields.join(['\t', '  ', '\0', ''][at % 4] ?? ''),
  ([local, to, ref, from], at) =>
    `${local} ${to} ${ref}${[' ', '\t', '\0', '\x7f', '\x1b', '\u2028'][at % 6]}x ${from}`,
  ([local, to, ref, from]) => `${to} ${local} ${from} ${ref}`,
  (fields) => fields.toReversed().join(' '),
];

conforms('any broken line to pre-push is refused with a reason', async () => {
  const oid = fc.stringMatching(/^[0-9a-f]{39}[a-f]$|^[0-9a-f]{63}[a-f]$/);
  const good = fc.tuple(fc.constantFrom('refs/heads/x', 'HEAD~1', '(delete)'), oid, fc.constant('refs/heads/y'), oid);
  const before = fc.constantFrom('', `refs/heads/x ${A} refs/heads/x ${A}\n`);
  fc.assert(
    fc.property(good, fc.nat(), fc.constantFrom(...BREAKS), before, (fields, at, broken, first) => {
      const whole = Buffer.from(`${first}${fields.join(' ')}\n`);
      expect(parsePushLines(whole)).toMatchObject({ ok: true });
      const read = parsePushLines(Buffer.from(`${first}${broken(fields, at)}\n`));
      expect(read).toMatchObject({ ok: false, error: { code: 'HOOK_INPUT_INVALID', exit: 3 } });
    }),
    { numRuns: 500 },
  );
  const noise = fc.uint8Array({ minLength: 1, maxLength: 200 }).filter((bytes) => bytes.some((byte) => byte !== 10));
  fc.assert(fc.property(noise, (bytes) => !parsePushLines(bytes).ok));
  const fx = await ground();
  const ended = git(fx, ['-c', 'alias.hook-of-push=!.git/hooks/pre-push origin url', 'hook-of-push'], { input: 'x\n' });
  expect([ended.code, ended.err]).toEqual([3, expect.stringContaining('pre-push cannot read "x"')]);
});

conforms('zero oids of 40 and of 64 digits, and objects that are not here', async () => {
  const fx = scene();
  const asked = (line: string): Promise<Result<HookVerdict>> =>
    runHook(fx.ports(), fx.clone, 'pre-push', { args: ['origin', fx.remote], input: Buffer.from(line) }, HOOKS);
  const tip = fx.tip('HEAD');
  for (const digits of [40, 64]) {
    const zero = '0'.repeat(digits);
    const named = (local: string, to: string, branch: string, from: string): string =>
      `${local} ${to} refs/heads/${branch} ${from}\n`;
    const passing = [
      named('(delete)', zero, 'feature/CRQ-2-x', tip),
      named('HEAD', tip, 'feature/CRQ-2-x', zero),
      named('HEAD', 'b'.repeat(digits), 'feature/CRQ-2-x', zero),
      '',
    ];
    for (const lines of passing) expect(await asked(lines)).toMatchObject({ ok: true, value: { refusals: [] } });
    expect(await asked(named('(delete)', zero, 'main', fx.tip('main')))).toMatchObject({
      value: { refusals: [{ rule: 'branch/protected', text: 'refs/heads/main' }] },
    });
    expect(await asked(named('HEAD~1', tip, 'Bad', zero))).toMatchObject({
      value: { refusals: [{ rule: 'branch/name', text: 'refs/heads/Bad' }] },
    });
  }
});

conforms('a message that is no text', async () => {
  const fx = await ground();
  const bytes = Uint8Array.from({ length: 100_000 }, (_, at) => ((at * 2_654_435_761) >>> 13) % 255 || 1);
  const commit = ['commit', '--allow-empty', '-F', '-'];
  expect(git(fx, commit, { input: bytes }).code).toBe(0);
  expect(git(fx, ['log', '-1', '--format=%(trailers:key=CRQ)']).out.trim()).toBe('CRQ: CRQ-2');
  expect(git(fx, commit, { input: Uint8Array.from([...bytes, 0, ...bytes]) }).code).toBe(128);
  expect(await judged(fx)).toEqual([]);
});

conforms('push --dry-run leaves no trace', async () => {
  const fx = await ground();
  made(fx, 'a', '1', 'Add a');
  const all = () => {
    fx.git(['reflog', 'expire', '--expire=now', '--all']);
    fx.git(['prune', '--expire=now']);
    return [stateOf(fx), numberOfObjects(fx, fx.clone), numberOfObjects(fx, fx.remote)];
  };
  const before = all();
  expect(git(fx, ['push', '--dry-run', 'origin', 'HEAD']).code).toBe(0);
  expect(all()).toEqual(before);
  unseen(fx, 'b', '1', 'Unlinked');
  expect(git(fx, ['push', '--dry-run', 'origin', 'HEAD']).code).toBe(1);
  fx.git(['reset', '--quiet', '--hard', 'HEAD~1']);
  expect(all()).toEqual(before);
});
