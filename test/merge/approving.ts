/** Approvals in tests: by agents and people with keys of their own, in this process. */
import { existsSync } from 'node:fs';
import { type Approving, approve as approveCommand } from '../../src/app/approve.ts';
import { homeOf } from '../../src/app/identity.ts';
import { agentKey } from '../../src/coord/agent-key.ts';
import type { PublicKey } from '../../src/coord/public-key.ts';
import { unwrap } from '../../src/domain/result.ts';
import type { Approved } from '../../src/merge/review-line.ts';
import { nodeFiles } from '../../src/sys/files.ts';
import { entry } from '../coord/trusted.ts';
import type { Fixture } from '../fixture.ts';

/** Whose key it is, and the identity that git has where they approve. */
export interface Who {
  readonly name: string;
  readonly email?: string;
}

const person = ({ name, email }: Who): Record<string, string> => {
  const address = email ?? `${name}@example.com`;
  return {
    GITCRQ_AGENT: name,
    GIT_AUTHOR_NAME: name,
    GIT_AUTHOR_EMAIL: address,
    GIT_COMMITTER_NAME: name,
    GIT_COMMITTER_EMAIL: address,
  };
};

/** The key that approvals of this name are signed with. */
export function keyOf(fx: Fixture, name: string): PublicKey {
  const home = unwrap(homeOf(fx.ports()));
  return unwrap(agentKey(nodeFiles, home, name)).key;
}

let calls = 0;

export async function approve(
  fx: Fixture,
  who: string | Who,
  words: Partial<Approving> & { readonly cwd?: string } = {},
): Promise<Approved> {
  const { cwd = fx.clone, ...more } = words;
  const ports = fx.ports({ cwd, argv: ['approve', `${calls++}`] });
  const env = { ...ports.env, ...person(typeof who === 'string' ? { name: who } : who) };
  const outcome = await approveCommand(
    { ...ports, env },
    { id: '2', plan: false, head: undefined, message: undefined, on: undefined, dryRun: false, ...more },
  );
  outcome.reported();
  return outcome.answer as Approved; // what the planner of this command answers
}

/** Puts a trust list on the base: a name (its key is the one that `approve` signs with), what it stands for, its rights. */
export function trust(fx: Fixture, rows: readonly (readonly [string, 'person' | 'agent', string])[], more = ''): void {
  const branch = fx.git(['branch', '--show-current']);
  fx.git(['switch', '--quiet', 'main']);
  const list = rows.map(([name, kind, rights]) => entry(name, keyOf(fx, name), rights, kind)).join('');
  fx.write('gitcrq.yaml', `version: 1\n${list === '' ? '' : `trust:\n${list}`}${more}`);
  fx.git(['commit', '--quiet', '--no-verify', '--allow-empty', '-am', 'Trust\n\nCRQ: CRQ-1']);
  if (existsSync(fx.remote)) fx.git(['push', '--quiet', '--no-verify', 'origin', 'main']);
  fx.git(['switch', '--quiet', branch]);
}
