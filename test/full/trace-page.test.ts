/** The page of `trace --format html` in a real browser: it renders, its filter works, and it breaks no policy of its own. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';
import { traceHtml } from '../../src/enforce/trace/html.ts';
import { hostile } from '../enforce/hostile.ts';
import { change, raw, traced } from '../enforce/scene.ts';

interface Shown {
  /** The document after its script has run. */
  readonly dom: string;
  /** What the browser wrote to the console. */
  readonly console: readonly string[];
}

function open(page: string, hash = ''): Shown {
  const folder = mkdtempSync(join(tmpdir(), 'gitcrq-page-'));
  const file = join(folder, 'trace.html');
  writeFileSync(file, page);
  const flags = [
    '--headless',
    '--no-sandbox',
    '--disable-gpu',
    '--enable-logging=stderr',
    '--virtual-time-budget=2000',
  ];
  const run = spawnSync(
    'chromium',
    [...flags, `--user-data-dir=${join(folder, 'profile')}`, '--dump-dom', `${pathToFileURL(file)}${hash}`],
    { encoding: 'utf8', timeout: 60_000, maxBuffer: 1 << 26 },
  );
  if (run.error !== undefined) throw run.error;
  return { dom: run.stdout, console: run.stderr.split('\n').filter((line) => line.includes('CONSOLE')) };
}

const visible = (dom: string): number => (dom.match(/<tr(?: data-gap="")?><td><code/g) ?? []).length;

test('it renders, filters by what stands behind #, and writes no error to the console', async () => {
  const { fx } = hostile();
  change(fx, 'a', '1', 'Add a\n\nCRQ: CRQ-2');
  raw(fx, Buffer.from('<script>console.error("owned")</script><img src=x onerror=console.error(1)>\n'));
  const trace = await traced(fx);
  const page = traceHtml(trace, '2026-01-02T03:04:05Z');
  const whole = open(page);
  expect(whole.console).toEqual([]);
  expect(visible(whole.dom)).toBe(trace.commits.length);
  expect(whole.dom).toContain(`${trace.commits.length} of ${trace.commits.length}`);
  const one = open(page, '#add%20crq-2');
  expect(one.console).toEqual([]);
  expect(visible(one.dom)).toBe(1);
  expect(one.dom).toContain(`1 of ${trace.commits.length}`);
}, 180_000);

test('a script that is not its own does not run, and an error would be seen', async () => {
  const { fx } = hostile();
  const page = traceHtml(await traced(fx), 'now');
  const planted = open(page.replace('<h2>Commits', '<script>document.title = "owned"</script><h2>Commits'));
  expect(planted.dom).toContain('<title>Trace of commits</title>');
  expect(planted.console.join('\n')).toContain('Content Security Policy');
}, 180_000);
