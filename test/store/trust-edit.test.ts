/** Edits of the trust list: it says what is wanted, and every other line of the file stays. */
import { describe, expect, test } from 'vitest';
import type { Policy } from '../../src/domain/policy.ts';
import { unwrap } from '../../src/domain/result.ts';
import type { Right, TrustEntry } from '../../src/domain/trust.ts';
import { parsePolicy } from '../../src/store/policy-parse.ts';
import { addTrust, dropTrust, setRights } from '../../src/store/trust-edit.ts';
import { entry, newKey } from '../coord/trusted.ts';

const [ADA, BOB, EVE] = [newKey(), newKey(), newKey()];
const eve: TrustEntry = { name: 'eve', key: EVE.text, kind: 'agent', rights: ['lease', 'task'] };
const EVES = entry('eve', EVE, 'lease, task', 'agent');

function policyOf(text: string): Policy {
  const parsed = parsePolicy(text);
  if ('mistakes' in parsed) throw new Error(JSON.stringify(parsed.mistakes));
  return parsed.policy;
}
const add = (text: string): string => unwrap(addTrust(text, policyOf(text), eve));
const drop = (text: string, ...at: number[]): string => unwrap(dropTrust(text, policyOf(text), at));
const give = (text: string, at: number, ...rights: Right[]): string =>
  unwrap(setRights(text, policyOf(text), at, rights));

const ADAS = entry('ada', ADA, 'approve');
const BOBS = entry('bob', BOB, 'land');
const TWO = `version: 1\n# who\ntrust:\n  # the first\n${ADAS}\n  # the second\n${BOBS}  # the end\n\nmerge: {} # ours\n`;
const FLOW = `version: 1\ntrust: [{name: ada, key: ${ADA.text}, kind: person, rights: [approve]}] # all\nmerge: {}\n`;
const WIDE = `version: 1\ntrust:\n- rights:\n    - approve # good\n    - land\n  kind: person\n  key: ${ADA.text} ada@example.com\n  name: ada # she\n`;

describe('adding', () => {
  test.each([
    ['no list', 'version: 1\n', `version: 1\ntrust:\n${EVES}`],
    ['no list and no line end', 'version: 1', `version: 1\ntrust:\n${EVES}`],
    ['an empty list', 'version: 1\ntrust: [] # nobody\nmerge: {}\n', `version: 1\ntrust: # nobody\n${EVES}merge: {}\n`],
    ['nothing behind the key', 'version: 1\ntrust:\nmerge: {}\n', `version: 1\ntrust:\n${EVES}merge: {}\n`],
    ['a list', TWO, TWO.replace(BOBS, BOBS + EVES)],
    ['a list at the very end', `version: 1\ntrust:\n${ADAS}`.trimEnd(), `version: 1\ntrust:\n${ADAS}${EVES}`],
    ['a list that is not indented', WIDE, WIDE + EVES.replace(/^ {2}/gm, '')],
    [
      'a list on one line',
      FLOW,
      FLOW.replace('}]', `}, {name: eve, key: ${EVE.text}, kind: agent, rights: [lease, task]}]`),
    ],
  ])('to %s', (_what, text, want) => expect(add(text)).toBe(want));

  test('keeps the line ends of Windows', () => {
    const text = TWO.replaceAll('\n', '\r\n');
    expect(add(text)).toBe(TWO.replace(BOBS, BOBS + EVES).replaceAll('\n', '\r\n'));
  });

  test('writes the list anew where lines cannot be put in, and nothing else', () => {
    const text = `version: 1\nx-trust: &list []\n`;
    expect('mistakes' in parsePolicy(text)).toBe(true);
    const tagged = `version: 1\ntrust: !!seq\n${ADAS}# end\nmerge: {}\n`;
    const next = add(tagged);
    expect(policyOf(next).trust).toEqual([...policyOf(tagged).trust, eve]);
    expect(next.startsWith('version: 1\n') && next.endsWith('merge: {}\n')).toBe(true);
  });
});

test.each<[string, string, Right[], string]>([
  ['of a list', TWO, ['execute'], TWO.replace('[approve]', '[execute]')],
  ['on one line', FLOW, ['approve', 'land'], FLOW.replace('[approve]', '[approve, land]')],
  ['one on a line', WIDE, ['execute'], WIDE.replace(/rights:.*- land/s, 'rights: [execute]')],
])('giving rights to an entry %s', (_what, text, rights, want) => expect(give(text, 0, ...rights)).toBe(want));

describe('removing', () => {
  test.each<[string, string, number[], string]>([
    ['the first', TWO, [0], TWO.replace(ADAS, '')],
    ['the last', TWO, [1], TWO.replace(BOBS, '')],
    ['the only one', FLOW, [0], FLOW.replace(/\[\{.*\}\]/, '[]')],
  ])('%s', (_what, text, at, want) => expect(drop(text, ...at)).toBe(want));

  test('all leaves an empty list, and everything behind it', () => {
    const next = drop(TWO, 0, 1);
    expect(policyOf(next).trust).toEqual([]);
    expect(next).toContain('merge: {} # ours\n');
  });

  test('takes back what adding wrote', () => {
    for (const text of [TWO, WIDE]) expect(drop(add(text), policyOf(text).trust.length)).toBe(text);
  });
});

describe('a mistake is named with its line and what is allowed', () => {
  const list = (...entries: readonly string[]): string => `version: 1\ntrust:\n${entries.join('')}`;
  test.each<readonly [string, string, number, string, string]>([
    ['a key twice', list(ADAS, entry('bob', ADA, 'land')), 8, 'trust.1.key', 'ada has this key already'],
    ['a name of two kinds', list(ADAS, entry('ada', BOB, 'land', 'agent')), 9, 'trust.1.kind', 'of kind person'],
    ['a cut key', list(ADAS.replace(ADA.text, ADA.text.slice(0, -1))), 4, 'trust.0.key', 'ssh-ed25519'],
    ['a private key', list(ADAS.replace(ADA.text, '-----BEGIN PRIVATE KEY-----')), 4, 'trust.0.key', 'public key'],
    ['an unknown right', list(BOBS.replace('land', 'land, fly')), 6, 'trust.0.rights.1', 'execute, approve, land'],
    ['no right', list(BOBS.replace('land', '')), 6, 'trust.0.rights', 'must not be empty'],
    ['an unknown kind', list(BOBS.replace('person', 'robot')), 5, 'trust.0.kind', 'person, agent'],
    ['a key too many', list(`${BOBS}    until: 2026-01-01\n`), 7, 'trust.0.until', 'name, key, kind, rights'],
    ...['../x', '-x', 'refs/heads/x', 'a b', "''"].map(
      (name) => [`the name ${name}`, list(entry(name, ADA, 'land')), 3, 'trust.0.name', 'letters, digits'] as const,
    ),
  ])('%s', (_what, text, line, key, message) => {
    expect(parsePolicy(text)).toMatchObject({ mistakes: [{ line, key, message: expect.stringContaining(message) }] });
  });
});
