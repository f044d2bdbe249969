/** `crq import` of 1,000 documents into a fresh clone, beside git hashing and writing the same files: within three seconds. */
import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { medians } from './measure.ts';
import { adopted, bin, git, node } from './place.ts';

const COUNT = 1_000;
const LIMIT = 3_000;

const STATES = ['Completed', 'Proposed', 'Ongoing', 'Deferred'];

const text = (n: number): string =>
  `# CRQ-${n}-topic.md\n\n## Change Request: Topic ${n}\n\n**Status:** ${STATES[n % 4]}\n**Date:** 2024-03-01\n\n### Description\n\n${'Some words of a document that somebody wrote long ago. '.repeat(50)}\n\n### Dependencies\n\n- CRQ-${n - 1}\n- \`topic_${n}.md\`\n`;

export function importing(): boolean {
  const clone = adopted('import', 1);
  git(clone, ['config', 'user.name', 'Bench']);
  git(clone, ['config', 'user.email', 'bench@example.com']);
  const root = dirname(clone);
  const old = join(root, 'old');
  mkdirSync(old);
  const paths = Array.from({ length: COUNT }, (_, n) => join(old, `CRQ-${String(n + 2).padStart(4, '0')}-topic.md`));
  for (const [n, path] of paths.entries()) writeFileSync(path, text(n + 2));
  writeFileSync(join(root, 'paths'), `${paths.join('\n')}\n`);
  // Every run finds a clone that has none of the objects.
  for (const name of ['clone', 'remote.git']) cpSync(join(root, name), join(root, 'kept', name), { recursive: true });
  const fresh = ['sh', '-c', 'rm -rf clone remote.git && cp -r kept/. .'] as const;
  const baseline = ['sh', '-c', 'git -C clone hash-object -w --stdin-paths <paths >/dev/null'] as const;
  const subject = [node, bin, '-C', 'clone', 'crq', 'import', '../old'] as const;
  const [base = 0, time = Number.NaN] = medians([baseline, subject], 5, root, [], fresh);
  const kept = time <= LIMIT;
  console.log(`${base.toFixed(1).padStart(8)} ms          git hash-object -w --stdin-paths (baseline)`);
  console.log(
    `${time.toFixed(1).padStart(8)} ms  ${(time / base).toFixed(2)}x, of ${LIMIT} ms  gitcrq crq import, ${COUNT} documents: ${kept ? 'ok' : 'TOO SLOW'}`,
  );
  return kept;
}
