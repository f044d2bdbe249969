/** Landing against requirements: which ones the policy lets go, who may say so, and what becomes of their verdicts. */
import { type OverrideFacts, signOverride } from '../coord/override-signature.ts';
import { rightsOf, trustNow } from '../coord/trust.ts';
import { REASON_MISSING } from '../crq/errors.ts';
import type { CrqId } from '../domain/brand.ts';
import { nearest } from '../domain/distance.ts';
import { fail, ok, type Result } from '../domain/result.ts';
import type { Basis } from '../store/basis.ts';
import { reasonLine } from '../store/queue-directive.ts';
import type { Override } from '../store/queue-override.ts';
import { OVERRIDE_REFUSED, OVERRIDE_UNKNOWN } from './errors.ts';
import type { Overriding, WhoLands } from './lander.ts';
import type { Verdict } from './requirement.ts';
import { requirementsOf } from './requirements.ts';

/** What is asked for on the command line. Fails REASON_MISSING, OVERRIDE_REFUSED: nobody overrides for a whole queue. */
export function overrideWords(
  names: readonly string[],
  reason: string | undefined,
  ids: readonly CrqId[],
): Result<Overriding | undefined> {
  const [id] = ids;
  if (names.length === 0) return ok(undefined);
  const command = `gitcrq merge ${id ?? 'CRQ-<n>'} --override ${names.join(' --override ')} --reason "why"`;
  if (id === undefined || ids.length > 1)
    return fail(OVERRIDE_REFUSED, 'an override is of one request, which is named', [command]);
  const line = reasonLine(reason);
  if (line === null) return fail(REASON_MISSING, `merge ${id} --override wants --reason "why"`, [command]);
  return ok({ names, reason: line });
}

/** Fails OVERRIDE_UNKNOWN, OVERRIDE_REFUSED: what cannot be had is said before anything is tested. */
export async function mayOverride(
  { base, policy, ...basis }: Basis,
  who: WhoLands,
  { names }: Overriding,
): Promise<Result<void>> {
  const all = requirementsOf(policy);
  for (const name of names) {
    const named = all.find((one) => one.name === name);
    if (named === undefined) {
      const near = nearest(
        name,
        all.map((one) => one.name),
      )[0];
      const hint = near === undefined ? '' : `; did you mean ${near}?`;
      return fail(OVERRIDE_UNKNOWN, `${base} has no requirement ${name}${hint}`, [
        'gitcrq config get merge.requirements',
      ]);
    }
    if (named.override !== true)
      return fail(OVERRIDE_REFUSED, `the policy of ${base} does not mark ${name} with \`override: true\``, [
        'gitcrq config get merge.requirements',
      ]);
  }
  const signer = await who();
  if (!signer.ok) return signer;
  const { id } = signer.value.key;
  if (rightsOf(trustNow({ ...basis, base, policy }), id).includes('override')) return ok(undefined);
  return fail(OVERRIDE_REFUSED, `${base} gives ${id} no right to override`, ['gitcrq trust list']);
}

/** The verdicts as they count for whoever overrides some of them. */
export const overridden = (verdicts: readonly Verdict[], asked: Overriding | undefined): readonly Verdict[] =>
  verdicts.map((verdict) =>
    asked?.names.includes(verdict.name) && verdict.overridable === true && verdict.state === 'missing'
      ? { ...verdict, state: 'overridden', why: `${asked.reason} (it was missing: ${verdict.why})` }
      : verdict,
  );

/** What the log says of it; undefined where nothing that is asked for was missing. */
export async function overrideOf(
  who: WhoLands,
  facts: OverrideFacts,
  verdicts: readonly Verdict[],
  asked: Overriding | undefined,
): Promise<Result<Override | undefined>> {
  const names = verdicts.filter(({ state }) => state === 'overridden').map(({ name }) => name);
  if (asked === undefined || names.length === 0) return ok(undefined);
  const signer = await who();
  return signer.ok ? signOverride(signer.value, facts, { names, reason: asked.reason }) : signer;
}
