/** The examples of docs/rules.md, as written: the bad one breaks its rule, the good one breaks none. */
import { spawnSync } from 'node:child_process';
import { chmodSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Rule } from '../../src/enforce/rule.ts';
import { RULES } from '../../src/enforce/rules.ts';
import { BIN, gitcrq } from '../cli/run.ts';
import { change, check } from '../enforce/scene.ts';
import { crqText, type Fixture, fixture } from '../fixture.ts';

/** As the page says it: on the branch of CRQ-42, and `origin/main` has moved on. */
function ground(): Fixture {
  const fx = fixture();
  fx.write('crqs/CRQ-41.md', crqText('CRQ-41', { title: 'Add logout' }));
  change(fx, 'crqs/CRQ-42.md', crqText('CRQ-42', { title: 'Add login' }), 'Open both\n\nCRQ: CRQ-41\nCRQ: CRQ-42');
  fx.git(['branch', 'feature/CRQ-42-add-login']);
  fx.write('NEWS', 'one\n');
  change(fx, 'crqs/CRQ-44.md', crqText('CRQ-44', { title: 'Tell news' }), 'Open CRQ-44\n\nCRQ: CRQ-44\nCRQ: CRQ-41');
  fx.git(['push', '--quiet', 'origin', 'main']);
  fx.git(['reset', '--quiet', '--hard', 'HEAD^']);
  fx.git(['switch', '--quiet', 'feature/CRQ-42-add-login']);
  fx.write('bin/gitcrq', `#!/bin/sh\nexec "${process.execPath}" "${BIN}" "$@"\n`, fx.root);
  chmodSync(join(fx.root, 'bin', 'gitcrq'), 0o755);
  return fx;
}

interface Ran {
  readonly code: number | null;
  readonly err: string;
  readonly findings: readonly string[];
  readonly errors: readonly string[];
}

async function run({ judges }: Rule, script: string): Promise<Ran> {
  const fx = ground();
  if (judges === 'push') gitcrq(fx, ['hooks', 'install', '--server'], { cwd: fx.remote });
  const env = { ...fx.env, PATH: `${join(fx.root, 'bin')}${delimiter}${fx.env['PATH']}` };
  const ended = spawnSync('sh', ['-eu', '-c', script], { cwd: fx.clone, env, encoding: 'utf8' });
  const { findings } = await check(fx);
  return {
    code: ended.status,
    err: ended.stderr,
    findings: findings.map(({ rule }) => rule),
    errors: findings.filter(({ level }) => level === 'error').map(({ rule, message }) => `${rule}: ${message}`),
  };
}

describe.each(RULES.map((rule) => [rule.id, rule] as const))('%s', (id, rule) => {
  test('its bad example breaks it', async () => {
    const { code, err, findings } = await run(rule, rule.bad);
    if (rule.judges === 'push') {
      expect(code).not.toBe(0);
      expect(err).toContain(id);
    } else {
      expect(code, err).toBe(0);
      expect(findings).toContain(id);
    }
  });

  test('its good example breaks none', async () => {
    const { code, err, findings, errors } = await run(rule, rule.good);
    expect(code, err).toBe(0);
    expect(findings).not.toContain(id);
    expect(errors).toEqual([]);
  });
});
