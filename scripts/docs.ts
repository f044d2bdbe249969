/**
 * Writes the generated pages of docs/, and the schemas for editors, from the code that they describe. With --check it writes nothing and fails when a
 * page is stale, a command has no word on its exit codes, or a key of the policy has no explanation.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cliPage } from './docs/cli.ts';
import { configurationPage } from './docs/configuration.ts';
import { errorsPage } from './docs/errors.ts';
import { manPage } from './docs/man.ts';
import { rulesPage } from './docs/rules.ts';
import { crqSchemaFile, policySchemaFile } from './docs/schemas.ts';

/** A page as it must be, made from the text it has now: null for a page that is not there yet. */
type Page = (now: string | null) => Promise<string>;

const PAGES: Readonly<Record<string, Page>> = {
  'docs/cli.md': cliPage,
  'docs/configuration.md': configurationPage,
  'docs/errors.md': errorsPage,
  'docs/man/gitcrq.1': manPage,
  'docs/rules.md': rulesPage,
  'schemas/crq.schema.json': crqSchemaFile,
  'schemas/policy.schema.json': policySchemaFile,
};

function textOf(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}

/** Paths of the pages in `root` that are not what the code says; with `write` they are mended. */
export async function stalePages(root: string, write: boolean): Promise<readonly string[]> {
  const stale: string[] = [];
  for (const [name, page] of Object.entries(PAGES)) {
    const path = join(root, name);
    const now = textOf(path);
    const text = await page(now);
    if (text === now) continue;
    stale.push(name);
    if (!write) continue;
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }
  return stale;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const check = process.argv.includes('--check');
  const stale = await stalePages(fileURLToPath(new URL('..', import.meta.url)), !check);
  if (check && stale.length > 0) {
    console.error(`stale: ${stale.join(', ')}; run: npm run docs`);
    process.exitCode = 1;
  }
}
