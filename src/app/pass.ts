/** `merge`: one landing pass, for the requests that are named or for everything that asks to land. */
import { askedId } from '../crq/find.ts';
import type { Strategy } from '../domain/policy.ts';
import { landPass, type Pass } from '../merge/land.ts';
import { overrideWords } from '../merge/override.ts';
import { inChange } from './change.ts';
import { landerOf } from './lander.ts';
import type { Wired } from './wire.ts';

export interface PassWords {
  readonly ids: readonly string[];
  readonly all: boolean;
  readonly dryRun: boolean;
  readonly into?: string | undefined;
  readonly strategy?: Strategy | undefined;
  readonly window?: number | undefined;
  readonly override?: readonly string[] | undefined;
  readonly reason?: string | undefined;
}

export const onePass = (ports: Wired, words: PassWords): Promise<Pass> =>
  inChange(ports, { dryRun: words.dryRun }, async (clone) => {
    const { repo, basis, request } = clone;
    const ids = words.ids.map((text) => askedId(basis, text));
    const bad = ids.find((id) => !id.ok);
    if (bad !== undefined && !bad.ok) return bad;
    const wanted = ids.flatMap((id) => (id.ok ? [id.value] : []));
    const override = overrideWords(words.override ?? [], words.reason, wanted);
    if (!override.ok) return override;
    const by = {
      ...landerOf(clone),
      ...(words.into && { into: words.into }),
      ...(words.strategy && { strategy: words.strategy }),
      ...(words.window && { width: words.window }),
      ...(override.value && { override: override.value }),
    };
    return landPass(repo, basis, request, wanted.length === 0 || words.all ? 'all' : wanted, by);
  });
