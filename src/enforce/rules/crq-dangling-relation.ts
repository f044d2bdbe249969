/** What a request depends on exists, and so does what it says it is part of, supersedes, enables or relates to. */
import { type RelationKind, statedRelations } from '../../crq/mentions.ts';
import { nearIds } from '../../domain/id.ts';
import { scanFrontMatter } from '../../store/front-matter.ts';
import { touchedRecords } from '../records.ts';
import type { Fault, TipRule } from '../rule.ts';
import { isKnown, type Scope } from '../scope.ts';
import type { State } from '../states.ts';

type Read = Extract<State, { kind: 'read' }>;

const SAYS: Readonly<Record<RelationKind, string>> = {
  enables: 'enables',
  'part-of': 'is part of',
  supersedes: 'supersedes',
  relates: 'relates to',
};

/** Relations to nowhere. A need that is nowhere is said below. */
async function unrelated(scope: Scope, path: string, { blob, crq }: Read): Promise<readonly Fault[]> {
  const object = await scope.repo.reader.read(blob);
  const front = scanFrontMatter(object?.bytes.toString('utf8') ?? '');
  if ('reason' in front) return [];
  const others = statedRelations(front, crq.id, scope.prefixes).filter(({ to }) => !crq.depends_on.includes(to));
  const faults: Fault[] = [];
  for (const { to, kind } of others)
    if (!(await isKnown(scope, to)))
      faults.push({
        crq: crq.id,
        path,
        message: `it ${SAYS[kind]} ${to}, which is neither here nor on ${scope.basis.base}`,
        next: `gitcrq crq edit ${crq.id}`,
      });
  return faults;
}

export const crqDanglingRelation: TipRule = {
  id: 'crq/dangling-relation',
  title: 'A change request depends on, and relates to, requests that exist.',
  why: 'A request that waits for one that is nowhere waits for ever. It may also be on a branch that has not landed, hence a warning.',
  bad: `sed -i 's/^depends_on: .*/depends_on: [CRQ-24]/' crqs/CRQ-42.md
git commit -am "Wait for logout" -m "CRQ: CRQ-42"`,
  good: 'gitcrq crq set CRQ-42 depends_on=CRQ-41',
  level: 'warning',
  judges: 'tip',
  async judge(scope) {
    const faults: Fault[] = [];
    for (const { path, state } of await touchedRecords(scope)) {
      if (state.kind !== 'read') continue;
      faults.push(...(await unrelated(scope, path, state)));
      for (const other of state.crq.depends_on) {
        if (await isKnown(scope, other)) continue;
        const near = nearIds(other, await scope.known());
        const hint = near.length === 0 ? '' : `; did you mean ${near.join(' or ')}?`;
        const kept = state.crq.depends_on.flatMap((id) => (id === other ? near.slice(0, 1) : [id]));
        faults.push({
          crq: state.crq.id,
          path,
          message: `it depends on ${other}, which is neither here nor on ${scope.basis.base}${hint}`,
          next: `gitcrq crq set ${state.crq.id} depends_on=${kept.join(',')}`,
        });
      }
    }
    return faults;
  },
};
