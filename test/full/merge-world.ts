/**
 * The real thing beside the model of the merge queue: people who change branches of one bare remote, and landers in clones
 * of their own. What the queue did is read from its log and judged by the model, entry by entry, in its order.
 */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { drop, pause, retry } from '../../src/app/direct.ts';
import type { CrqId, Oid } from '../../src/domain/brand.ts';
import { unwrap } from '../../src/domain/result.ts';
import { writeCommit } from '../../src/git/commit.ts';
import { logCommits } from '../../src/git/log.ts';
import { openRepo, type Repo } from '../../src/git/repo.ts';
import { changedTree } from '../../src/git/tree.ts';
import type { Directive } from '../../src/store/queue-directive.ts';
import { isDirective, isEvent, type QueueEvent, queueLogRef, readEntries } from '../../src/store/queue-log.ts';
import { COMPILED, LANDER } from '../fault/landers.ts';
import { crqText, type Fixture, fixture } from '../fixture.ts';
import { approve, trust } from '../merge/approving.ts';
import { pass } from '../merge/ground.ts';
import { fsck, leftovers } from '../state.ts';
import { type Card, type Model, obstacle, type Rules } from './merge-model.ts';

const NAMES = ['one', 'two', 'three', 'four'] as const;
export const LANDERS = NAMES.length;
const LOG = queueLogRef('main');
const RECORD = (id: string): string => `crqs/${id}.md`;

const policyOf = ({ approvals, window, strategy, tested }: Rules): string =>
  [
    'merge:',
    `  approvals: ${approvals}`,
    `  window: ${window}`,
    `  strategy: ${strategy}`,
    ...(tested ? ["  test: 'for f in bad-*; do test ! -e $f || exit 1; done'"] : []),
    '',
  ].join('\n');

export interface Work {
  readonly bad: boolean;
  /** Changes what others change, too. */
  readonly shared: boolean;
  /** The branch is made again on the base of now. */
  readonly anew: boolean;
}

type Files = Readonly<Record<string, string | null>>;

/** What was landed, if it may; answers the landing. */
function took(model: Model, { event, crq, head, landing, tested }: QueueEvent): Oid {
  const card = model.cards.find(({ id }) => id === crq);
  if (card === undefined) throw new Error(`nobody asked for ${crq}`);
  expect([event, obstacle(model, card), head, tested]).toEqual(['landed', null, card.head, landing]);
  card.landings.push({ head, landing });
  if (card.shares !== null) model.shared++;
  // Commit by commit the branch's own reopenings come along.
  const closings = card.closings + 1 + (model.rules.strategy === 'rebase' ? card.reopened : 0);
  Object.assign(card, { state: 'landed', head: null, onBase: 'closed', closings });
  return landing;
}

function heard(model: Model, { event, crq, head }: Directive): void {
  const card = model.cards.find(({ id }) => id === crq);
  if (event === 'paused' || event === 'resumed') model.paused = event === 'paused';
  else if (card !== undefined) card.dropped = event === 'dropped' ? head : null;
}

export class World {
  readonly at: Fixture;
  readonly #clones = new Map<number, string>();
  readonly #remote: Repo;
  #main: Oid;
  #log: readonly Oid[] = [];
  /** Commits of the base that people made themselves. */
  readonly #ours = new Set<Oid>();
  #calls = 0;

  readonly #turns: boolean;

  private constructor(at: Fixture, remote: Repo, { turns }: Rules) {
    this.at = at;
    this.#turns = turns;
    this.#remote = remote;
    this.#main = at.tip('main', at.remote);
  }

  static async make(rules: Rules): Promise<World> {
    const at = fixture();
    trust(at, rules.approvals > 0 ? [['grace', 'person', 'approve']] : [], policyOf(rules));
    return new World(at, unwrap(await openRepo(at.ports({ cwd: at.remote }), at.remote)), rules);
  }

  close(): void {
    this.#remote.close();
  }

  /** The lander's clone; made when it is first wanted. */
  clone(n: number): string {
    const known = this.#clones.get(n);
    if (known !== undefined) return known;
    const dir = this.at.another(NAMES[n] ?? '');
    this.at.git(['config', 'user.name', NAMES[n] ?? ''], dir);
    this.#clones.set(n, dir);
    return dir;
  }

  // What people do: they push to the remote.

  async #commit(parents: readonly [Oid, ...Oid[]], files: Files, message: string): Promise<Oid> {
    const blob = (text: string) => ({ mode: '100644', oid: this.#remote.writer.write('blob', text) });
    const changes = Object.entries(files).map(([path, text]) => [path, text === null ? null : blob(text)] as const);
    const before = (await this.#remote.reader.info(`${parents[0]}^{tree}`))?.oid ?? null;
    const tree = await changedTree(this.#remote, before, new Map(changes));
    return unwrap(await writeCommit(this.#remote, { tree, parents, message }));
  }

  #push(branch: string, from: Oid | null, to: Oid | null): void {
    const ref = `refs/heads/${branch}`;
    this.at.git(
      to === null ? ['update-ref', '-d', ref, from ?? ''] : ['update-ref', ref, to, from ?? ''],
      this.at.remote,
    );
  }

  /** A commit of somebody on the base, however often landers are faster. */
  async onMain(files: Files, message: string, brings?: Oid): Promise<Oid> {
    for (let tries = 0; ; tries++) {
      const tip = this.at.tip('main', this.at.remote);
      const made = await this.#commit(brings === undefined ? [tip] : [tip, brings], files, message);
      this.#ours.add(made);
      try {
        this.#push('main', tip, made);
        return made;
      } catch (error) {
        if (tries > 50) throw error;
      }
    }
  }

  /** The branch with one more commit of work; made on the base where it is not there, or where it is made anew. */
  async work(model: Model, card: Card, how: Work): Promise<void> {
    const { id, branch, head } = card;
    const anew = how.anew || head === null;
    const base = this.at.tip('main', this.at.remote);
    let at = anew ? base : (head ?? base);
    card.revision++;
    if (anew) {
      card.shares = null;
      card.reopened = 0;
      card.fork = model.shared;
      if (head === null) card.closed = false;
      if (card.onBase === null)
        at = await this.#commit([at], { [RECORD(id)]: crqText(id) }, `Open ${id}\n\nCRQ: ${id}`);
    }
    if (!anew && card.closed) {
      // A closed request takes no work.
      card.closed = false;
      card.reopened++;
      const message = `Reopen ${id}\n\nCRQ: ${id}\nCRQ-Transition: closed -> open`;
      at = await this.#commit([at], { [RECORD(id)]: crqText(id) }, message);
    }
    card.bad = how.bad;
    if (how.shared) card.shares = card.fork;
    const files: Files = {
      [`${id}.txt`]: `work of ${id}, ${card.revision}\n`,
      ...(how.shared && { shared: `${id}, ${card.revision}\n` }),
      ...((how.bad || !anew) && { [`bad-${id}`]: how.bad ? 'bad\n' : null }),
    };
    at = await this.#commit([at], files, `Do the work\n\nCRQ: ${id}`);
    if (anew && card.closed) at = await this.#closing(at, id);
    this.#push(branch, head, at);
    card.head = at;
  }

  /** As `work`, while the branch may land: then it is gone, and the push is refused. */
  async worksLate(model: Model, card: Card, how: Work): Promise<void> {
    const before = { ...card };
    try {
      await this.work(model, card, how);
    } catch {
      Object.assign(card, before);
    }
  }

  #closing(at: Oid, id: CrqId): Promise<Oid> {
    const files = { [RECORD(id)]: crqText(id, { status: 'closed' }) };
    return this.#commit([at], files, `Close ${id}\n\nCRQ: ${id}\nCRQ-Transition: open -> closed`);
  }

  async closes(card: Card & { head: Oid }): Promise<void> {
    const at = await this.#closing(card.head, card.id);
    this.#push(card.branch, card.head, at);
    card.head = at;
    card.closed = true;
  }

  async deletes(card: Card & { head: Oid }): Promise<void> {
    this.#push(card.branch, card.head, null);
    Object.assign(card, { head: null, closed: false, bad: false, shares: null } satisfies Partial<Card>);
  }

  /** What landed is pushed once more, by somebody who did not know. */
  async returns(card: Card): Promise<void> {
    const { head } = card.landings.at(-1) ?? { head: null };
    this.#push(card.branch, null, head);
    card.head = head;
  }

  #filesOf = (card: Card): Files => ({
    [`${card.id}.txt`]: `work of ${card.id}, ${card.revision}\n`,
    ...(card.bad && { [`bad-${card.id}`]: 'bad\n' }),
  });

  /** The button of a forge, or a plain merge of somebody. */
  async merges(model: Model, card: Card & { head: Oid }, squash: boolean): Promise<void> {
    const text = await this.#text(card.head, 'shared');
    const files: Files = {
      ...this.#filesOf(card),
      ...(card.shares !== null && text !== null && { shared: text }),
      [RECORD(card.id)]: crqText(card.id, card.closed ? { status: 'closed' } : {}),
    };
    if (card.shares !== null) model.shared++;
    await this.onMain(files, `Bring ${card.branch}\n\nCRQ: ${card.id}`, squash ? undefined : card.head);
    card.state = 'merged';
    card.onBase = card.closed ? 'closed' : 'open';
    if (card.closed) card.closings++;
  }

  async reverts(card: Card): Promise<void> {
    const { landing } = card.landings.at(-1) ?? {};
    const files = { [`${card.id}.txt`]: null, [`bad-${card.id}`]: null, [RECORD(card.id)]: null };
    await this.onMain(files, `Revert "It"\n\nThis reverts commit ${landing}.\n\nCRQ: CRQ-1`);
    card.state = 'reverted';
    card.onBase = null;
  }

  async approves(card: Card): Promise<void> {
    await approve(this.at, 'grace', { id: card.id });
    card.approved = card.revision;
  }

  async tells(
    n: number,
    say: 'paused' | 'resumed' | { readonly drop: CrqId } | { readonly retry: CrqId },
  ): Promise<void> {
    const ports = this.at.ports({ cwd: this.clone(n), argv: ['merge', `${this.#calls++}`] });
    const words = { reason: undefined, dryRun: false };
    const done =
      typeof say === 'string'
        ? pause(ports, say, { ...words, into: undefined })
        : 'drop' in say
          ? drop(ports, say.drop, words)
          : retry(ports, say.retry, words);
    (await done).reported();
  }

  // What landers do.

  async lands(n: number): Promise<void> {
    const done = await pass(this.at, { cwd: this.clone(n), turns: this.#turns });
    for (const { oid, tested_oid, already } of done.landed) if (already !== true) expect(tested_oid).toBe(oid);
  }

  /** A lander as a process of its own, which dies at that point of its trail if it comes so far; answers whether it died. */
  async dies(n: number, point: number): Promise<boolean> {
    const child = spawn(process.execPath, [LANDER, this.clone(n), `${point}`], {
      env: { ...this.at.env, ...COMPILED, ...(!this.#turns && { TURNS: 'no' }) },
      // A group of its own: a git that it started lives on, and must have ended before anybody looks.
      detached: true,
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let said = '';
    child.stderr.on('data', (chunk: Buffer) => {
      said += chunk;
    });
    const [code, signal] = await new Promise<[number | null, string | null]>((resolve, reject) => {
      child.once('error', reject);
      child.once('close', (...ended) => resolve(ended));
    });
    expect([signal, code], said).toEqual(signal === null ? [null, 0] : ['SIGKILL', null]);
    while (isGroup(child.pid ?? 0)) await new Promise((resolve) => setTimeout(resolve, 5));
    return signal !== null;
  }

  // What came of it.

  async #text(commit: Oid, path: string): Promise<string | null> {
    const found = await this.#remote.reader.info(`${commit}:${path}`);
    return found === null ? null : this.at.git(['cat-file', 'blob', found.oid], this.at.remote).concat('\n');
  }

  #heads(): Record<string, string> {
    const rows = this.at
      .git(['for-each-ref', '--format=%(refname) %(objectname)', 'refs/heads', LOG], this.at.remote)
      .split('\n');
    return Object.fromEntries(rows.map((row) => row.split(' ')));
  }

  /** Takes into the model what the log says has landed, and holds the remote against it. */
  async judged(model: Model): Promise<void> {
    const refs = this.#heads();
    const tip = refs['refs/heads/main'] as Oid; // as git wrote it
    const log = refs[LOG] as Oid | undefined; // as git wrote it
    const entries = log === undefined ? [] : await readEntries(this.#remote, log, ['CRQ']);
    expect(entries.map(({ oid }) => oid).slice(0, this.#log.length), 'the log only grows').toEqual(this.#log);
    const landed = new Set<Oid>();
    for (const { told } of entries.slice(this.#log.length)) {
      if (isEvent(told)) landed.add(took(model, told));
      else if (isDirective(told)) heard(model, told);
    }
    this.#log = entries.map(({ oid }) => oid);
    await this.#cameTo(model, tip, landed);
    const expected = model.cards.flatMap(({ branch, head }) => (head === null ? [] : [[`refs/heads/${branch}`, head]]));
    const branches = Object.entries(refs).filter(([ref]) => ref.startsWith('refs/heads/feature/'));
    expect(Object.fromEntries(branches), 'no branch is lost or moved').toEqual(Object.fromEntries(expected));
  }

  /** Every commit of the base is a landing, one of ours, or says why it is there. */
  async #cameTo(model: Model, tip: Oid, landed: ReadonlySet<Oid>): Promise<void> {
    if (tip !== this.#main) this.at.git(['merge-base', '--is-ancestor', this.#main, tip], this.at.remote);
    const left = new Set(landed);
    for await (const { oid, message } of logCommits(this.#remote, ['--first-parent', tip, '--not', this.#main])) {
      if (left.delete(oid) || this.#ours.has(oid)) continue;
      const causes = [...message.matchAll(/^CRQ-Cause: (landed|reverted) (\w+)$/gm)];
      for (const [, cause, of] of causes) this.#noticed(model, cause ?? '', of ?? '');
      // A branch that landed commit by commit is on the line of the base itself.
      if (causes.length === 0) expect(model.rules.strategy === 'rebase' && landed.size > 0, message).toBe(true);
    }
    expect([...left], 'every landing of the log is on the base').toEqual([]);
    this.#main = tip;
    for (const card of model.cards) {
      const text = await this.#text(tip, RECORD(card.id));
      const status = text === null ? null : (/^status: (.*)$/m.exec(text)?.[1] ?? '');
      expect(status, `${card.id} on the base`).toBe(card.onBase);
    }
  }

  #noticed(model: Model, cause: string, of: string): void {
    const card = model.cards.find(({ head, state, landings }) =>
      cause === 'landed' ? state === 'merged' && head === of : state === 'reverted' && landings.at(-1)?.landing === of,
    );
    if (card === undefined) throw new Error(`${cause} ${of}: that did not happen, or was said before`);
    if (cause === 'landed') {
      expect(card.onBase, `${card.id} is closed twice`).toBe('open');
      Object.assign(card, { onBase: 'closed', closings: card.closings + 1 });
    } else Object.assign(card, { state: 'active', onBase: 'open', closed: false, bad: false, shares: null });
  }

  /** After a pass that nothing disturbed nothing is left that could land, and nothing to notice. */
  settled(model: Model): void {
    if (model.paused) return;
    const can = model.cards.filter((card) => obstacle(model, card) === null);
    expect(
      can.map(({ id }) => id),
      'what can land has landed',
    ).toEqual([]);
    const unsaid = model.cards.filter(
      ({ state, onBase, dropped, head }) =>
        state === 'reverted' || (state === 'merged' && onBase === 'open' && dropped !== head),
    );
    expect(
      unsaid.map(({ id, state }) => `${id} ${state}`),
      'what happened is in the records',
    ).toEqual([]);
  }

  /** Nothing of a lander is left in its clone. */
  clean(n: number): void {
    const dir = this.clone(n);
    expect(this.at.git(['for-each-ref', 'refs/gitcrq/candidates'], dir)).toBe('');
    expect(this.at.git(['status', '--porcelain'], dir)).toBe('');
    for (const file of ['gitcrq/lander.lock', 'gitcrq/change.lock', 'MERGE_HEAD', 'index.lock'])
      expect(existsSync(join(dir, '.git', file)), file).toBe(false);
  }

  /** Every lander lands once more, those that died as well; then everything is as it should be, once. */
  async drained(model: Model): Promise<void> {
    await this.tells(0, 'resumed');
    await this.judged(model);
    for (const n of this.#clones.keys()) {
      await this.lands(n);
      await this.judged(model);
      this.settled(model);
      this.clean(n);
    }
    const before = this.#heads();
    await this.lands(0);
    expect(this.#heads(), 'another pass changes nothing').toEqual(before);
    for (const card of model.cards) expect(await this.#closings(card.id), `closings of ${card.id}`).toBe(card.closings);
    for (const dir of [this.at.remote, ...this.#clones.values()]) expect(fsck(this.at, dir), dir).toBe('');
    expect(leftovers(this.at)).toEqual([]);
  }

  /** How often the record became closed along the base. */
  async #closings(id: CrqId): Promise<number> {
    let [count, before] = [0, ''];
    for await (const { oid } of logCommits(this.#remote, ['--first-parent', '--reverse', 'main'])) {
      const found = await this.#remote.reader.info(`${oid}:${RECORD(id)}`);
      const now = found?.oid ?? '';
      if (now === before) continue;
      const isClosed = async (blob: string) => blob !== '' && (await this.#blob(blob)).includes('\nstatus: closed\n');
      if ((await isClosed(now)) && !(await isClosed(before))) count++;
      before = now;
    }
    return count;
  }

  async #blob(oid: string): Promise<string> {
    return this.at.git(['cat-file', 'blob', oid], this.at.remote);
  }
}

function isGroup(pid: number): boolean {
  try {
    process.kill(-pid, 0);
    return true;
  } catch {
    return false;
  }
}
