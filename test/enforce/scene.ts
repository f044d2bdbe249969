/** What the tests of the gate share: a clone with two open requests, and the check as the command runs it. */
import { execFileSync } from 'node:child_process';
import { type CheckWords, check as checkCommand } from '../../src/app/check.ts';
import { unwrap } from '../../src/domain/result.ts';
import { checkRange, type Report } from '../../src/enforce/check.ts';
import { noInk } from '../../src/enforce/ink.ts';
import { isJudgeable, type RangeWords, resolveRange } from '../../src/enforce/range.ts';
import { type TraceWords, understand } from '../../src/enforce/trace/request.ts';
import { type Trace, trace } from '../../src/enforce/trace/trace.ts';
import { asStored } from '../../src/git/altered.ts';
import { openRepo } from '../../src/git/repo.ts';
import { loadBasis } from '../../src/store/basis.ts';
import { crqText, type Fixture, type FixtureOptions, fixture } from '../fixture.ts';

/** CRQ-2 and CRQ-3 open on main and on the remote; feature/CRQ-2-work is checked out. */
export function scene(options: FixtureOptions = {}): Fixture {
  const fx = fixture(options);
  fx.write('crqs/CRQ-2.md', crqText('CRQ-2'));
  fx.write('crqs/CRQ-3.md', crqText('CRQ-3'));
  commit(fx, 'Open CRQ-2 and CRQ-3\n\nCRQ: CRQ-2\nCRQ: CRQ-3');
  if (options.remote !== false) fx.git(['push', '--quiet', 'origin', 'main']);
  fx.git(['switch', '--quiet', '--create', 'feature/CRQ-2-work']);
  return fx;
}

/** Commits everything, past all hooks. */
export function commit(fx: Fixture, message: string, more: readonly string[] = []): string {
  fx.git(['add', '--all']);
  fx.git(['commit', '--quiet', '--allow-empty', '--no-verify', '--cleanup=verbatim', '-m', message, ...more]);
  return fx.git(['rev-parse', 'HEAD']);
}

/** A commit object with exactly these bytes as its message. */
export function raw(fx: Fixture, message: Buffer, header = ''): string {
  const [tree, parent] = [fx.git(['rev-parse', 'HEAD^{tree}']), fx.git(['rev-parse', 'HEAD'])];
  const who = 'Ada <ada@example.com> 1790000000 +0000';
  const head = Buffer.from(`tree ${tree}\nparent ${parent}\nauthor ${who}\ncommitter ${who}\n${header}\n`);
  const env = { ...process.env, ...fx.env };
  const oid = execFileSync('git', ['hash-object', '-t', 'commit', '-w', '--stdin', '--literally'], {
    cwd: fx.clone,
    env,
    input: Buffer.concat([head, message]),
  });
  fx.git(['reset', '--quiet', '--hard', oid.toString().trim()]);
  return oid.toString().trim();
}

/** Writes one file and commits it. */
export function change(fx: Fixture, path: string, text: string, message: string): string {
  fx.write(path, text);
  return commit(fx, message);
}

const NO_WORDS: RangeWords = { range: undefined, since: undefined, all: false, external: false, prefixes: [] };

/** `gitcrq check` with these words. */
export async function check(fx: Fixture, words: Partial<RangeWords> = {}, cwd?: string): Promise<Report> {
  const ports = asStored(fx.ports(cwd === undefined ? {} : { cwd }));
  const repo = unwrap(await openRepo(ports, ports.cwd));
  try {
    const basis = unwrap(await loadBasis(repo));
    const range = unwrap(await resolveRange(repo, basis, { ...NO_WORDS, ...words }));
    unwrap(isJudgeable(repo, basis, range));
    return unwrap(await checkRange(repo, basis, range));
  } finally {
    repo.close();
  }
}

/** What `gitcrq check` prints on standard output in this format. */
export async function printed(
  fx: Fixture,
  format: string,
  words: Partial<CheckWords> = {},
  ports = fx.ports(),
): Promise<string> {
  let out = '';
  await checkCommand(
    ports,
    { ...NO_WORDS, output: undefined, collect: false, message: undefined, deepen: false, format, ...words },
    async (part) => {
      out += typeof part === 'function' ? part(noInk) : part.raw;
    },
  );
  return out;
}

const NO_TRACE: TraceWords = {
  words: [],
  paths: [],
  since: undefined,
  until: undefined,
  author: undefined,
  gaps: false,
  prefixes: [],
  external: false,
};

/** `gitcrq trace` with these words. */
export async function traced(
  fx: Fixture,
  words: Partial<TraceWords> = {},
  cwd?: string,
): Promise<Trace & { readonly assumed: readonly string[] }> {
  const ports = fx.ports(cwd === undefined ? {} : { cwd });
  const repo = unwrap(await openRepo(ports, ports.cwd));
  try {
    const basis = unwrap(await loadBasis(repo));
    const { request, assumed } = unwrap(await understand(repo, basis, { ...NO_TRACE, ...words }));
    return { ...unwrap(await trace(repo, basis, request)), assumed };
  } finally {
    repo.close();
  }
}

/** The rules a report names, one entry a finding. */
export const rulesOf = (report: Report): readonly string[] => report.findings.map(({ rule }) => rule);

/** The first line on which a failure is said. */
export const codeOf = (failed: Promise<unknown>): Promise<unknown> =>
  failed.then(
    () => 'no failure',
    (error: unknown) => (error instanceof Error && 'code' in error ? error.code : error),
  );
