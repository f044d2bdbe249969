/** What the system refused is shown by a command that finds something. */
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { explain } from '../../src/surface/explain.ts';
import { nodeFiles } from '../../src/sys/files.ts';

test('a file that cannot be made is looked for in its folder', () => {
  const folder = tmpdir();
  const refused = (): void => nodeFiles.writeAtomic(join(folder, 'x'.repeat(300)), '', 0o600);
  let thrown: unknown = null;
  try {
    refused();
  } catch (error) {
    thrown = error;
  }
  expect(explain(thrown)).toMatchObject({ code: 'SYSTEM_REFUSED', next: [`ls -ld -- '${folder}'`] });
});
