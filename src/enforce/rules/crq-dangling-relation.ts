/** What a request depends on exists. */
import { nearIds } from '../../domain/id.ts';
import { touchedRecords } from '../records.ts';
import type { Fault, TipRule } from '../rule.ts';
import { isKnown } from '../scope.ts';

export const crqDanglingRelation: TipRule = {
  id: 'crq/dangling-relation',
  title: 'A change request depends on requests that exist.',
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
