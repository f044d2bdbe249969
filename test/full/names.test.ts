/** Ids, branch names, globs and the lifecycle, each against a plain model or git's own word. */
import { execFileSync } from 'node:child_process';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { branchCrq, branchFor, isPattern, judgeName, slug } from '../../src/domain/branch-name.ts';
import type { CrqId } from '../../src/domain/brand.ts';
import { distance, nearest } from '../../src/domain/distance.ts';
import { matches } from '../../src/domain/glob.ts';
import { compareIds, idNumber, idPrefix, numberedId, offlineId, parseId, parseWrittenId } from '../../src/domain/id.ts';
import {
  DEFAULT_WORKFLOW,
  isLegal,
  isLegalPath,
  nextStatuses,
  parseTransition,
  type Status,
  statuses,
  type Transition,
} from '../../src/domain/lifecycle.ts';

const PREFIXES = ['CRQ', 'KAFKA', 'A_1'];
const prefix = fc.constantFrom(...PREFIXES);
const number = fc.integer({ min: 1, max: 999_999_999 });

describe('an id', () => {
  test('is read in every way people write it', () => {
    fc.assert(
      fc.property(prefix, number, (name, n) => {
        const id = numberedId(name, n);
        for (const text of [id, id.toLowerCase(), id.toUpperCase()]) expect(parseId(text, PREFIXES)).toBe(id);
        expect(parseId(String(n), PREFIXES)).toBe(numberedId('CRQ', n));
        expect(parseWrittenId(String(n), PREFIXES)).toBeNull();
        expect([idNumber(id), idPrefix(id)]).toEqual([n, name]);
      }),
    );
  });

  test('made offline is one, and holds a digit behind a letter', () => {
    fc.assert(
      fc.property(prefix, fc.array(fc.nat(35), { minLength: 60, maxLength: 60 }), (name, numbers) => {
        let at = 0;
        const id = offlineId(name, {
          int: (below) =>
            ((numbers[at++ % numbers.length] ?? 0) % below) + (at > 60 ? (at * 7) % Math.max(1, below - 35) : 0),
        });
        expect(id).toMatch(/^[A-Z_0-9]+-[a-z][a-z0-9]{5}$/);
        expect(id.slice(-6)).toMatch(/\d/);
        expect(parseId(id.toUpperCase(), PREFIXES)).toBe(id);
        expect(idNumber(id)).toBeNull();
      }),
    );
  });

  test('of no such form is none', () => {
    for (const text of [
      '',
      '0',
      '01',
      'CRQ-0',
      'CRQ-01',
      'CRQ-',
      'CRQ',
      '-1',
      'CRQ--1',
      'CRQ-1 ',
      'OTHER-1',
      'CRQ-1.0',
      'CRQ-abcdef',
      'CRQ-1abcde',
      'CRQ-a1',
      '9999999999',
      'CRQ-1\n',
      '１',
    ])
      expect(parseId(text, PREFIXES), text).toBeNull();
    fc.assert(
      fc.property(
        fc.string(),
        (text) =>
          fc.pre(!/^\d+$/.test(text)) ?? (parseId(text, PREFIXES) === null || /^(?:crq|kafka|a_1)-/i.test(text)),
      ),
    );
  });

  test('has its place in one order', () => {
    const id = fc.oneof(
      fc.tuple(prefix, number).map(([name, n]) => numberedId(name, n)),
      fc.constantFrom('CRQ-a1b2c3', 'CRQ-z9y8x7').map((text) => parseId(text, PREFIXES) ?? numberedId('CRQ', 1)),
    );
    fc.assert(
      fc.property(fc.array(id, { maxLength: 12 }), (ids) => {
        const sorted = ids.toSorted(compareIds);
        for (const [n, one] of sorted.entries()) {
          for (const later of sorted.slice(n)) expect(compareIds(one, later)).toBeLessThanOrEqual(0);
          expect(compareIds(one, one)).toBe(0);
        }
      }),
    );
    const some = ['CRQ-2', 'CRQ-10', 'CRQ-a1b2c3', 'KAFKA-1'];
    expect(
      some
        .map((text) => parseId(text, PREFIXES) ?? numberedId('X', 1))
        .reverse()
        .sort(compareIds),
    ).toEqual(some);
  });
});

describe('a branch name', () => {
  const rule = { pattern: '<type>/<ID>-<slug>', types: ['feature', 'bugfix'], prefixes: PREFIXES, max_length: 60 };

  test('made from any title is one to git, to the rule, and leads back to the request', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 80 }), prefix, number, (title, name, n) => {
        const id = numberedId(name, n);
        const branch = branchFor('feature', id, title, rule);
        expect(judgeName(branch, rule)).toEqual({ valid: true, crq: id, why: '' });
        expect(branchCrq(branch, PREFIXES)).toBe(id);
        expect(branch.length).toBeLessThanOrEqual(60);
      }),
      { numRuns: 1000 },
    );
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary', maxLength: 40 }),
        (title) =>
          void execFileSync(
            'git',
            ['check-ref-format', '--branch', branchFor('feature', numberedId('CRQ', 7), title, rule)],
            { cwd: '/' },
          ),
      ),
      { numRuns: 60 },
    );
  });

  test('loses marks, keeps whole words, stays within its length', () => {
    expect(slug('Über-schöne Änderung', 40)).toBe('uber-schone-anderung');
    expect(slug('one two three', 8)).toBe('one-two');
    expect(slug('supercalifragilistic', 5)).toBe('super');
    expect(slug('日本語', 40)).toBe('');
  });

  test('that is offered in place of a bad one is a good one', () => {
    const folder = fc.constantFrom('feature', 'Feature', 'featrue', 'x/y', '');
    const tail = fc.string({ unit: fc.constantFrom('a', 'Z', '7', '-', '_', '.', 'ß'), maxLength: 90 });
    const limits = fc.integer({ min: 8, max: 60 });
    fc.assert(
      fc.property(folder, prefix, number, tail, limits, (type, key, n, rest, max_length) => {
        const here = { ...rule, max_length };
        const { suggestion } = judgeName(`${type}/${numberedId(key, n)}-${rest}`, here);
        if (suggestion !== undefined) expect(judgeName(suggestion, here)).toMatchObject({ valid: true });
      }),
      { numRuns: 1000 },
    );
  });

  test.for<readonly [string, string | undefined]>([
    ['Feature/CRQ-1-x', 'feature/CRQ-1-x'],
    ['feature/crq-1-add login'.replace(' ', '_'), 'feature/CRQ-1-add-login'],
    ['featrue/CRQ-1', 'feature/CRQ-1'],
    ['CRQ-1-x', 'feature/CRQ-1-x'],
    ['login', undefined],
    [`feature/CRQ-1-one-two-three-${'x'.repeat(80)}`, 'feature/CRQ-1-one-two-three'],
    [`Feature/crq-1-${'x'.repeat(80)}`, `feature/CRQ-1-${'x'.repeat(40)}`],
    ['x'.repeat(80), undefined],
  ])('%s is judged, and a better one is offered', ([name, suggestion]) => {
    const verdict = judgeName(name, rule);
    expect(verdict.valid).toBe(false);
    expect(verdict.suggestion).toBe(suggestion);
    if (verdict.suggestion !== undefined) expect(judgeName(verdict.suggestion, rule)).toMatchObject({ valid: true });
  });
});

describe('the lifecycle', () => {
  const workflow = DEFAULT_WORKFLOW;
  const status = fc.constantFrom(...statuses(workflow));
  const step = fc.record({ from: status, to: status });

  /** Breadth first, over the legal ones of the steps. */
  const reachable = (from: Status, steps: readonly Transition[]): ReadonlySet<Status> => {
    const seen = new Set<Status>([from]);
    for (const at of seen)
      for (const one of steps) if (one.from === at && isLegal(workflow, one.from, one.to)) seen.add(one.to);
    return seen;
  };

  test('allows one legal step, or steps that chain from old to new in any order', () => {
    fc.assert(
      fc.property(status, status, fc.array(step, { maxLength: 6 }), (from, to, steps) => {
        expect(isLegalPath(workflow, { from, to }, steps)).toBe(
          isLegal(workflow, from, to) || reachable(from, steps).has(to),
        );
      }),
      { numRuns: 2000 },
    );
  });

  test('leads from everywhere back to open, and nowhere from nothing', () => {
    for (const from of statuses(workflow)) {
      expect(nextStatuses(workflow, from)).not.toContain(from);
      if (from !== 'open') expect(isLegal(workflow, from, 'open')).toBe(true);
    }
    expect(isLegal(workflow, 'draft', 'closed')).toBe(false);
    expect(isLegal(workflow, 'closed', 'approved')).toBe(false);
    expect(parseTransition('open -> closed')).toEqual({ from: 'open', to: 'closed' });
    for (const text of ['open', 'open -> DONE', 'open -> closed -> open', '']) expect(parseTransition(text)).toBeNull();
  });
});

describe('a glob', () => {
  /** `*` within a segment, `**` as a whole segment across them; everything else means itself. */
  const model = (glob: string): RegExp =>
    new RegExp(
      `^${glob
        .split('/')
        .map((part) => (part === '**' ? '.*' : part.replace(/[.+^$()|\\]/g, '\\$&').replaceAll('*', '[^/]*')))
        .join('/')}$`,
    );

  test('matches as its model', () => {
    const part = fc.constantFrom('a', 'b', '*', 'a*', '*.md', 'x.md', '.hidden');
    fc.assert(
      fc.property(
        fc.array(part, { minLength: 1, maxLength: 3 }),
        fc.array(fc.constantFrom('a', 'b', 'ab', 'x.md', '.hidden'), { minLength: 1, maxLength: 3 }),
        (glob, path) => {
          expect(matches(glob.join('/'), path.join('/'))).toBe(model(glob.join('/')).test(path.join('/')));
        },
      ),
      { numRuns: 1500 },
    );
    for (const [glob, path, yes] of [
      ['**', 'a/b/c', true],
      ['src/**', 'src/a/b', true],
      ['src/**', 'src', true],
      ['**/x.md', 'a/b/x.md', true],
      ['**/x.md', 'x.md', true],
      ['release/*', 'release/1/2', false],
      ['{a,b}', 'a', false],
      ['[ab]', 'a', false],
      ['!a', 'b', false],
      ['+(a)', 'aa', false],
    ] as const) {
      expect(matches(glob, path), `${glob} ${path}`).toBe(yes);
    }
  });
});

describe('near names', () => {
  test('are counted in edits, a swap being one', () => {
    expect([
      distance('login', 'login'),
      distance('login', 'lgoin'),
      distance('a', ''),
      distance('abcdef', 'ghijkl', 3),
    ]).toEqual([0, 1, 1, 4]);
    expect(nearest('staus', ['start', 'status', 'merge'])).toEqual(['status']);
    fc.assert(
      fc.property(
        fc.string({ maxLength: 8 }),
        fc.string({ maxLength: 8 }),
        (a, b) => distance(a, b) === distance(b, a),
      ),
    );
  });
});

describe('a pattern of the team', () => {
  const rule = (pattern: string) => ({ pattern, types: ['feature', 'bugfix'], prefixes: PREFIXES, max_length: 60 });

  test.each<[string, boolean]>([
    ['<type>/<ID>-<slug>', true],
    ['<type>/<ID>', true],
    ['<ID>', true],
    ['work/<type>/<ID>-<slug>', true],
    ['<type>', false],
    ['<type>/<slug>', false],
    ['<ID>/<type>', false],
    ['<type>/<type>/<ID>', false],
    ['<type>//<ID>', false],
    ['a..b/<ID>', false],
    ['a.lock/<ID>', false],
    ['../<ID>', false],
    ['(a+)+$/<ID>', false],
    ['<ID>-<slug>\n', false],
    ['', false],
    [`${'a'.repeat(60)}/<ID>`, false],
  ])('%j: %s', (pattern, verdict) => expect(isPattern(pattern)).toBe(verdict));

  test.each<[string, string, boolean, string | undefined]>([
    ['<ID>-<slug>', 'CRQ-42-add-login', true, undefined],
    ['<ID>-<slug>', 'feature/CRQ-42-add-login', false, 'CRQ-42-add-login'],
    ['<type>/<ID>', 'feature/CRQ-42', true, undefined],
    ['<type>/<ID>', 'feature/CRQ-42-add-login', false, 'feature/CRQ-42'],
    ['work/<type>/<ID>-<slug>', 'work/bugfix/CRQ-42-x', true, undefined],
    ['work/<type>/<ID>-<slug>', 'bugfix/CRQ-42-x', false, 'work/bugfix/CRQ-42-x'],
    ['work/<type>/<ID>-<slug>', 'work/bugfx/CRQ-42-x', false, 'work/bugfix/CRQ-42-x'],
    ['work/<type>/<ID>-<slug>', 'work/bugfix/crq-42-x', false, 'work/bugfix/CRQ-42-x'],
  ])('%s judges %s: %s', (pattern, name, valid, suggestion) => {
    const verdict = judgeName(name, rule(pattern));
    expect([verdict.valid, verdict.suggestion]).toEqual([valid, suggestion]);
    if (suggestion !== undefined) expect(judgeName(suggestion, rule(pattern)).valid).toBe(true);
  });

  test.each(['<ID>', 'work/<type>/<ID>-<slug>'])('%s makes names that it accepts', (pattern) => {
    const name = branchFor('bugfix', 'CRQ-42' as CrqId, 'Add login', rule(pattern));
    expect(judgeName(name, rule(pattern))).toMatchObject({ valid: true, crq: 'CRQ-42' });
  });
});
