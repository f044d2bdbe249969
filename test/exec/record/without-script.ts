/** Variables of a caller that finds a program `script` which is none of util-linux: its runs are recorded through their panes. */
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Fixture } from '../../fixture.ts';

export function withoutScript(at: Fixture): Record<string, string> {
  const bin = join(at.root, 'no-script');
  mkdirSync(bin, { recursive: true });
  writeFileSync(join(bin, 'script'), '#!/bin/sh\nexit 1\n');
  chmodSync(join(bin, 'script'), 0o755);
  return { PATH: `${bin}:${at.env['PATH']}` };
}
