/** Records, policies, ids and titles that are not as they should be. */
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { refuses } from '../cli/refusals.ts';
import { answer, envelope, gitcrq, shareProcess } from '../cli/run.ts';
import { crqText, type Fixture, fixture } from '../fixture.ts';

shareProcess();

/** The file as the team's base has it. */
function onBase(path: string, text: string, at = fixture()): Fixture {
  at.write(path, text);
  at.git(['add', '.']);
  at.git(['commit', '--quiet', '-m', 'Break it\n\nCRQ: CRQ-1']);
  at.git(['push', '--quiet', 'origin', 'main']);
  return at;
}

const good = crqText('CRQ-2');
const BROKEN: readonly (readonly [string, string, number, RegExp])[] = [
  ['empty', '', 1, /does not begin with a `---` line/],
  ['without front matter', '# CRQ-2\n', 1, /does not begin/],
  ['not closed', good.replace('---\n\n# CRQ-2\n', ''), 17, /not closed/],
  ['with a NUL byte', good.replace('title: ', 'title: \0'), 3, /NUL/],
  [
    'with a status nobody knows',
    good.replace('status: open', 'status: done'),
    5,
    /`done` is no status; one of draft, open/,
  ],
  ['without a status', good.replace('status: open\n', ''), 17, /no `status:`/],
  ['without a title', good.replace(/title: .*\n/, ''), 17, /no `title:`/],
  ['with another id', good.replace('id: CRQ-2', 'id: CRQ-3'), 2, /its id is CRQ-3, its name says CRQ-2/],
  [
    'with a key twice',
    good.replace('status: open\n', 'status: open\nstatus: closed\n'),
    6,
    /`status` stands in line 5 already/,
  ],
  ['with a quote left open', good.replace('title: Work', 'title: "Work'), 3, /not closed/],
  ['indented by a tab', good.replace('status:', '\tstatus:'), 5, /tab/],
  ['with an alias', good.replace('title: Work of CRQ-2', 'title: *x'), 3, /does not allow/],
  [
    'conflicted',
    good.replace('status: open\n', '<<<<<<< ours\nstatus: open\n=======\nstatus: closed\n>>>>>>> theirs\n'),
    5,
    /unresolved merge conflict/,
  ],
  ['too large', `${good}${'x'.repeat(1 << 20)}`, 1, /larger than 1024 KiB/],
];

/** Each of them under an id of its own. */
const broken = BROKEN.map(([name, text, line, reason], index) => {
  const id = `CRQ-${index + 2}`;
  const [wrong, stem] = [/CRQ-3/g, /CRQ-2/g];
  return {
    name,
    id,
    line,
    reason: new RegExp(reason.source.replace(wrong, 'CRQ-99').replace(stem, id)),
    text: text.replace(wrong, 'CRQ-99').replace(stem, id),
  };
});

describe('a request that is', () => {
  test('unreadable is listed with line and reason, and nothing is decided from it', () => {
    const at = fixture();
    for (const { id, text } of broken) at.write(`crqs/${id}.md`, text);
    onBase('README', 'broken\n', at);
    const listed = answer<{
      crqs: readonly { id: string }[];
      unreadable: readonly { path: string; line: number; reason: string }[];
    }>(at, ['crq', 'list']);
    expect(listed.crqs.map(({ id }) => id)).toEqual(['CRQ-1']);
    expect(listed.unreadable).toHaveLength(broken.length);
    for (const [n, { name, id, line, reason }] of broken.entries()) {
      const path = `crqs/${id}.md`;
      expect(
        listed.unreadable.find((one) => one.path === path),
        name,
      ).toEqual({ path, line, reason: expect.stringMatching(reason) });
      const argv =
        [
          ['crq', 'show', id],
          ['start', id],
          ['close', id],
          ['crq', 'set', id, 'priority=low'],
        ][n % 4] ?? [];
      refuses(at, argv, { exit: 3, code: 'CRQ_UNREADABLE', message: new RegExp(`${id}\\.md:${line}: `) });
    }
  });

  test('unreadable on its branch alone is listed, too, and its commands refuse', () => {
    const at = fixture();
    answer(at, ['start', 'Add login']);
    at.write('crqs/CRQ-2.md', 'nonsense\n');
    at.git(['commit', '--quiet', '-am', 'Break it\n\nCRQ: CRQ-2']);
    expect(answer(at, ['crq', 'list'])).toMatchObject({
      unreadable: [{ path: 'crqs/CRQ-2.md', line: 1, reason: /on feature\/CRQ-2-add-login/ }].map(
        ({ reason, ...rest }) => ({ ...rest, reason: expect.stringMatching(reason) }),
      ),
    });
    expect(answer(at, ['status'])).toMatchObject({ problems: [expect.stringContaining('crqs/CRQ-2.md:1')] });
    refuses(at, ['close'], { exit: 3, code: 'CRQ_UNREADABLE' });
    refuses(at, ['crq', 'set', '2', 'priority=low'], { exit: 3, code: 'CRQ_UNREADABLE' });
  });

  test('conflicted in the middle of a merge stays as it is', () => {
    const at = fixture();
    answer(at, ['start', 'Add login']);
    at.git(['switch', '--quiet', '-c', 'other']);
    for (const [branch, status] of [
      ['other', 'approved'],
      ['feature/CRQ-2-add-login', 'deferred'],
    ] as const) {
      at.git(['switch', '--quiet', branch]);
      at.write('crqs/CRQ-2.md', at.read('crqs/CRQ-2.md').replace('status: open', `status: ${status}`));
      at.git(['commit', '--quiet', '-am', `Make it ${status}\n\nCRQ: CRQ-2`]);
    }
    expect(() => at.git(['merge', '--quiet', 'other'])).toThrow();
    refuses(at, ['crq', 'set', '2', 'priority=low'], { exit: 5, code: 'CHECKOUT_IN_THE_WAY', next: /git -C/ });
    expect(at.read('crqs/CRQ-2.md')).toContain('<<<<<<<');
  });

  test('wrongly named is listed as unreadable', () => {
    const at = fixture();
    const names = ['CRQ-0.md', 'OTHER-1.md', 'crq-7.md', 'notes.md'];
    for (const name of names) at.write(`crqs/${name}`, good);
    onBase('README', 'broken\n', at);
    expect(answer(at, ['crq', 'list'])).toMatchObject({
      unreadable: names.map((name) => ({ path: `crqs/${name}`, line: 1, reason: expect.stringMatching(/no id/) })),
    });
  });

  test('a link or a folder is listed as unreadable', () => {
    const at = fixture();
    at.write('crqs/CRQ-3.md/inner', 'x\n');
    at.git(['add', '.']);
    at.git(['update-index', '--add', '--cacheinfo', `120000,${at.git(['rev-parse', 'HEAD:README'])},crqs/CRQ-2.md`]);
    at.git(['commit', '--quiet', '-m', 'Break it\n\nCRQ: CRQ-1']);
    at.git(['push', '--quiet', 'origin', 'HEAD']);
    const listed = answer<{ unreadable: readonly { path: string; reason: string }[] }>(at, ['crq', 'list']);
    expect(listed.unreadable.map(({ path, reason }) => `${path}: ${reason}`)).toEqual([
      'crqs/CRQ-2.md: it is no plain file',
      'crqs/CRQ-3.md: it is no plain file',
    ]);
  });
});

describe('a policy with a mistake names line, key and what is allowed:', () => {
  test.for<readonly [string, RegExp]>([
    ['version: 2\n', /:1:1: `version`: allowed values: 1/],
    [
      'version: 1\nbranchs:\n  base: [main]\n',
      /:2:1: `branchs`: unknown key; did you mean `branches`\? allowed here: .*commits/,
    ],
    ['version: 1\ncrq:\n  born: never\n', /:3:3: `crq\.born`: allowed values: auto, branch, base/],
    ['version: 1\nbranches:\n  max_length: 7\n', /:3:3: `branches\.max_length`: must be at least 20/],
    [
      'version: 1\nrules:\n  link/misssing: off\n',
      /:3:3: `rules\.link\/misssing`: unknown rule; did you mean `link\/missing`/,
    ],
    [
      'version: 1\nmerge:\n  requirements:\n    - name: x\n      needs: luck\n',
      /:5:7: `merge\.requirements\.0\.needs`: allowed values: status, /,
    ],
    ['version: 1\n  crq: x\n', /:1:\d+: /],
    ['version: 1\nversion: 1\n', /:2:\d+: /],
    ['version: "1"\n', /:1:1: `version`/],
    ['[]\n', /expected/],
    ['a: &a [*a]\n', /./],
  ])('%j', ([text, message]) => {
    const at = onBase('gitcrq.yaml', text);
    refuses(at, ['crq', 'new', 'Add login'], { exit: 3, code: 'POLICY_INVALID', message, next: /gitcrq config check/ });
    const checked = envelope(gitcrq(at, ['config', 'check', '--json']));
    expect(checked).toMatchObject({ ok: true, exit: 1 });
    expect(gitcrq(at, ['config', 'check']).out).toMatch(message);
  });

  test.for([['status'], ['crq', 'list'], ['start', 'Add login'], ['close', '1'], ['merge'], ['check']])(
    '%j decides nothing',
    (argv) => {
      refuses(onBase('gitcrq.yaml', 'version: 2\n'), argv, {
        exit: 3,
        code: 'POLICY_INVALID',
        message: /:1:1: `version`/,
      });
    },
  );

  test('config set refuses, and names what is allowed', () => {
    const at = fixture();
    refuses(at, ['config', 'set', 'crq.born', 'never'], {
      exit: 2,
      code: 'CONFIG_VALUE_INVALID',
      message: /auto, branch, base/,
    });
    refuses(at, ['config', 'set', 'crq.bron', 'auto'], {
      exit: 2,
      code: 'CONFIG_KEY_UNKNOWN',
      message: /did you mean crq\.born/,
    });
    refuses(at, ['config', 'get', 'merge.tset'], {
      exit: 2,
      code: 'CONFIG_KEY_UNKNOWN',
      message: /did you mean merge\.test/,
    });
  });
});

describe('an id', () => {
  test('that is unknown suggests near ones', () => {
    const at = onBase('crqs/CRQ-42.md', crqText('CRQ-42'));
    for (const argv of [
      ['crq', 'show', 'CRQ-43'],
      ['crq', 'set', '43', 'priority=low'],
      ['start', 'crq-43'],
      ['close', '43'],
      ['approve', '43'],
      ['branch', 'new', '43'],
      ['merge', 'explain', '43'],
    ]) {
      refuses(at, argv, { exit: 4, code: 'CRQ_NOT_FOUND', message: /CRQ-43/, next: /gitcrq crq list/ });
    }
    refuses(at, ['crq', 'show', '43'], {
      exit: 4,
      code: 'CRQ_NOT_FOUND',
      message: /did you mean CRQ-42/,
      next: /gitcrq crq show CRQ-42/,
    });
  });

  test('on a branch only is suggested, too', () => {
    const at = fixture();
    answer(at, ['crq', 'new', 'Add login']);
    refuses(at, ['crq', 'show', 'CRQ-3'], { exit: 4, code: 'CRQ_NOT_FOUND', message: /CRQ-2/ });
  });

  test.for(['nonsense', 'CRQ-', 'CRQ-0', 'CRQ-1.5', 'OTHER-1', '../../etc/passwd', 'CRQ-1\nCRQ-2', '💥', ''])(
    'that is none: %j',
    (id) => {
      const at = fixture();
      refuses(at, ['crq', 'show', id], { exit: 2, code: 'ID_INVALID' });
    },
  );
});

describe('a title', () => {
  test('is kept to the letter, also for other readers of YAML', () => {
    const at = fixture();
    for (const title of [
      `it's "quoted"`,
      '- no list',
      '# no: comment',
      'a\\b',
      '💥'.repeat(200),
      'مرحبا',
      '日本語のタイトル',
      '$(id); %s',
    ]) {
      const made = envelope(gitcrq(at, ['crq', 'new', '--json', '--', title])).data as {
        id: string;
        path: string;
        branch: string;
      };
      const text = at.git(['show', `${made.branch}:${made.path}`]);
      expect(parse(/^---\n([\s\S]*?)\n---\n/.exec(text)?.[1] ?? '')).toMatchObject({ id: made.id, title });
      expect(answer(at, ['branch', 'check', made.branch])).toMatchObject({ valid: true, crq: made.id });
    }
    expect(answer(at, ['crq', 'list'])).toMatchObject({ unreadable: [], crqs: { length: 9 } });
  });

  test.for<readonly [string, string]>([
    ['empty', ''],
    ['blank', ' \t '],
    ['of two lines', 'one\ntwo'],
    ['with an escape', '\u001b[31mred'],
    ['with a line separator', 'a\u2028b'],
    ['of 201 characters', 'x'.repeat(201)],
    ['of 10 kB', 'word '.repeat(2048)],
  ])('%s is refused', ([, title]) => {
    const at = fixture({ remote: false });
    refuses(at, ['crq', 'new', title], { exit: 2, code: 'TITLE_INVALID' });
    refuses(at, ['start', title], { exit: 2, code: 'TITLE_INVALID' });
  });

  test('with a leading dash is a flag, unless it stands behind --', () => {
    const at = fixture();
    refuses(at, ['crq', 'new', '-draft'], { exit: 2, code: 'USAGE' });
    refuses(at, ['start', '--next-thing'], { exit: 2, code: 'USAGE' });
    const made = envelope(gitcrq(at, ['crq', 'new', '--json', '--', '-draft']));
    expect(made).toMatchObject({ ok: true, data: { id: 'CRQ-2', branch: 'feature/CRQ-2-draft' } });
    expect(answer(at, ['crq', 'show', '2'])).toMatchObject({ title: '-draft' });
  });
});
