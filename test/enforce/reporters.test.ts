/** Every format of the check: whole, safe against what messages try, and the same findings as all others. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { FORMATS } from '../../src/enforce/reporters.ts';
import { checkLineSchema } from '../../src/enforce/schema.ts';
import { gitcrq, shareProcess } from '../cli/run.ts';
import { ROOT } from '../house/sources.ts';
import { hostile } from './hostile.ts';
import { change, codeOf, commit, printed, scene } from './scene.ts';

shareProcess();

const lines = (text: string): readonly string[] => text.trimEnd().split('\n');
// Everything that no terminal and no runner may see raw: control characters but the line feed, and what turns the text.
const RAW = /(?!\n)\p{Cc}|\p{Bidi_Control}|\p{Zl}|\p{Zp}|\p{Cs}/u;

interface SarifLog {
  readonly runs: readonly {
    readonly results: readonly { readonly ruleId: string; readonly partialFingerprints: Record<string, string> }[];
  }[];
}

test('the list names each file of the folder but the summary of a step', () => {
  const files = readdirSync(join(ROOT, 'src/enforce/reporters')).map((name) => name.replace('.ts', ''));
  expect(FORMATS.map(({ name }) => name).toSorted()).toEqual(
    files.filter((name) => name !== 'step-summary').toSorted(),
  );
});

test('no message breaks a report or speaks in its name', async () => {
  const { fx, findings } = hostile();
  const text = await printed(fx, 'text');
  expect(text).not.toMatch(RAW);
  expect(lines(text)).toHaveLength(3 * findings + 1);

  const json = JSON.parse(await printed(fx, 'json')) as {
    data: { findings: readonly { subject?: string }[] };
  };
  expect(json.data.findings).toHaveLength(findings);
  expect(Math.max(...json.data.findings.map(({ subject }) => subject?.length ?? 0))).toBe(1000);

  const rows = lines(await printed(fx, 'ndjson')).map((row) => checkLineSchema.parse(JSON.parse(row)));
  expect(rows.map(({ type }) => type)).toEqual([...Array(findings).fill('finding'), 'summary']);

  const sarif = JSON.parse(await printed(fx, 'sarif')) as SarifLog;
  expect(sarif.runs[0]?.results).toHaveLength(findings);

  const junit = await printed(fx, 'junit');
  expect(junit).not.toMatch(RAW);
  expect(junit).not.toMatch(/\]\]>|[\uFFFE\uFFFF]|&(?!(?:amp|lt|gt|quot);)/u);
  expect(junit.match(/<failure /g)).toHaveLength(findings);
  expect(junit).toContain(` failures="${findings}"`);

  const github = lines(await printed(fx, 'github'));
  expect(github.join('\n')).not.toMatch(RAW);
  expect(github.slice(0, -1).every((line) => /^::error title=gitcrq [a-z/-]+::/.test(line))).toBe(true);
  expect(github).toHaveLength(findings + 1);
  expect(github.join('\n')).not.toMatch(/%(?!25|0A)/);
  expect(github.find((line) => line.includes('Say'))).toContain('Say %250A::error::owned %250D%2525');

  const gitlab = JSON.parse(await printed(fx, 'gitlab')) as readonly Record<string, unknown>[];
  expect(gitlab).toHaveLength(findings);
  expect(new Set(gitlab.map(({ fingerprint }) => fingerprint)).size).toBe(findings);
});

test('a fingerprint is the rule and the patch: a rebase keeps it, another change has another', async () => {
  const fx = scene();
  change(fx, 'a', '1', 'Add a');
  change(fx, 'b', '1', 'Add b');
  const marks = async (): Promise<readonly string[]> =>
    (JSON.parse(await printed(fx, 'sarif')) as SarifLog).runs[0]?.results.map(
      ({ partialFingerprints }) => partialFingerprints['ruleAndPatchId/v1'] ?? '',
    ) ?? [];
  const before = await marks();
  expect(new Set(before).size).toBe(2);
  expect(before[0]).toMatch(/^link\/missing:[0-9a-f]{40}$/);
  fx.git(['switch', '--quiet', 'main']);
  change(fx, 'c', '1', 'Move main\n\nCRQ: CRQ-3');
  fx.git(['push', '--quiet', 'origin', 'main']);
  fx.git(['rebase', '--quiet', 'main', 'feature/CRQ-2-work']);
  expect(await marks()).toEqual(before);
});

test('a report without findings is a whole report', async () => {
  const fx = scene();
  expect(JSON.parse(await printed(fx, 'gitlab'))).toEqual([]);
  expect(JSON.parse(await printed(fx, 'sarif'))).toMatchObject({ version: '2.1.0', runs: [{ results: [] }] });
  expect(await printed(fx, 'junit')).toContain(' failures="0" errors="0"');
  expect(await printed(fx, 'github')).toBe('0 commits: 0 linked, 0 exempt, 0 unlinked; no errors, 0 warnings\n');
});

test('a warning is one in every format', async () => {
  const fx = scene();
  commit(fx, 'Add a (#12)\n\nCRQ: CRQ-2\n\n* fix tests');
  expect(await printed(fx, 'github')).toMatch(/^::warning title=gitcrq link\/misplaced::/);
  expect(await printed(fx, 'junit')).toMatch(/failures="0".*\n.*<system-out>warning: /);
  expect(JSON.parse(await printed(fx, 'sarif'))).toMatchObject({ runs: [{ results: [{ level: 'warning' }] }] });
  expect(JSON.parse(await printed(fx, 'gitlab'))).toMatchObject([{ severity: 'minor' }]);
});

test('--output leaves a whole file or the one that was there, and the text on standard output', async () => {
  const fx = scene();
  change(fx, 'a', '1', 'Add a');
  const output = 'reports/gitcrq.sarif';
  expect(await printed(fx, 'sarif', { output })).toContain('error link/missing');
  const first = fx.read(output);
  expect(JSON.parse(first)).toMatchObject({ version: '2.1.0' });
  expect(await printed(fx, 'sarif', { output: '-' })).toBe(first);
  expect(await codeOf(printed(fx, 'junit', { output, range: 'nothing-of-that-name' }))).toBe('REVISION_UNKNOWN');
  expect(fx.read(output)).toBe(first);
  expect(readdirSync(join(fx.clone, 'reports'))).toEqual(['gitcrq.sarif']);
  for (const wrong of ['reports', 'a/below-a-file'])
    expect(await codeOf(printed(fx, 'junit', { output: wrong }))).toBe('OUTPUT_INVALID');
});

test('the step summary of GitHub Actions gets a table in which no Markdown and no HTML of a message means anything', async () => {
  const { fx, findings } = hostile();
  const file = join(fx.root, 'summary.md');
  fx.write('summary.md', 'before\n', fx.root);
  const ports = { ...fx.ports(), env: { ...fx.env, GITHUB_STEP_SUMMARY: file } };
  await printed(fx, 'github', {}, ports);
  await printed(fx, 'text', {}, ports);
  const summary = fx.read('summary.md', fx.root);
  expect(summary).toMatch(/^before\n<h3>/);
  expect(summary.match(/<tr><td>/g)).toHaveLength(findings);
  expect(summary).toContain('&lt;img src=x onerror=alert(1)&gt;');
  expect(summary).not.toMatch(/<img/);
  // A blank line would end the block of HTML, and Markdown would begin.
  expect(summary.slice(0, summary.indexOf('</table>'))).not.toContain('\n\n');
});

test('two documents for one standard output are refused', () => {
  const fx = scene({ remote: false });
  const ended = gitcrq(fx, ['check', '--json', '--format', 'sarif']);
  expect(JSON.parse(ended.out)).toMatchObject({ exit: 2, error: { code: 'USAGE' } });
  expect(gitcrq(fx, ['check', '--json', '--format', 'sarif', '--output', '../x.sarif']).code).toBe(0);
  expect(JSON.parse(fx.read('x.sarif', fx.root))).toMatchObject({ version: '2.1.0' });
});
