import { expect, test } from 'vitest';
import { editor, git, hooked, message, stage } from './scene.ts';

test('a message that names a request is left alone', async () => {
  const fx = await hooked();
  for (const text of ['CRQ-3: Add a', 'Add a\n\nCRQ: CRQ-3']) {
    git(fx, ['commit', '--allow-empty', '-m', text]);
    expect(message(fx)).toBe(text);
  }
});

test("in an editor the trailer stands below the empty line for the subject, above git's notes", async () => {
  const fx = await hooked();
  stage(fx, 'a', '1');
  const env = editor(fx, 'cp "$1" "$TMPDIR/seen"; { printf "Add a by hand"; cat "$TMPDIR/seen"; } > "$1"');
  expect(git(fx, ['commit'], { env }).code).toBe(0);
  expect(fx.read('seen', fx.root)).toMatch(/^\n\nCRQ: CRQ-2\n\n# Please enter/);
  expect(message(fx)).toBe('Add a by hand\n\nCRQ: CRQ-2');
});

test('commits.link: require leaves writing the trailer to people', async () => {
  const fx = await hooked({ policy: 'version: 1\ncommits:\n  link: require\n' });
  expect(git(fx, ['commit', '--allow-empty', '-m', 'Work']).code).toBe(1);
  expect(git(fx, ['commit', '--allow-empty', '-m', 'Work', '--trailer', 'CRQ: CRQ-2']).code).toBe(0);
});
