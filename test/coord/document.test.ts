/** Signed documents: what is signed is the value, whatever its layout, and nothing but that. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, onTestFinished, test } from 'vitest';
import { agentKey, type Signer } from '../../src/coord/agent-key.ts';
import { canonical, type Json } from '../../src/coord/canonical.ts';
import { type Document, MOST_BYTES, signedBytes, signedLine, verifyDocument } from '../../src/coord/document.ts';
import { unwrap } from '../../src/domain/result.ts';
import { nodeFiles } from '../../src/sys/files.ts';

const SCHEMAS = ['gitcrq.review/1', 'gitcrq.lease/1'];
const REVIEW: Document = {
  schema: 'gitcrq.review/1',
  crq: 'CRQ-2',
  head: 'a'.repeat(40),
  what: 'code',
  at: '2026-01-01T00:00:00Z',
};

function signer(): Signer {
  const dir = mkdtempSync(join(tmpdir(), 'gitcrq-keys-'));
  onTestFinished(() => rmSync(dir, { recursive: true }));
  return unwrap(agentKey(nodeFiles, dir, 'ada'));
}

async function line(by: Signer, document: Document): Promise<string> {
  const bytes = signedBytes(document);
  if (bytes === null) throw new Error('it cannot be signed');
  return signedLine(document, unwrap(await by.sign(bytes)));
}

test('a document is valid in any order and layout, and names its key', async () => {
  const by = signer();
  const text = await line(by, REVIEW);
  expect(verifyDocument(text, SCHEMAS)).toMatchObject({ kind: 'valid', key: { id: by.key.id }, document: REVIEW });
  const turned = Object.fromEntries(Object.entries(JSON.parse(text)).reverse());
  expect(verifyDocument(JSON.stringify(turned, null, 4), SCHEMAS).kind).toBe('valid');
});

test.each<[string, (text: string) => string, string]>([
  ['a changed field', (text) => text.replace('CRQ-2', 'CRQ-3'), 'signature does not hold'],
  ['a field more', (text) => text.replace('{', '{"also":1,'), 'signature does not hold'],
  ['another kind', (text) => text.replace('gitcrq.review/1', 'gitcrq.lease/1'), 'signature does not hold'],
  ['a later version', (text) => text.replace('review/1', 'review/2'), 'is not one of'],
  ['no schema', (text) => text.replace('"schema"', '"skema"'), 'no schema'],
  ['no signature', (text) => text.replace('"sig"', '"gis"'), 'not signed'],
  ['a signature that is none', (text) => text.replace(/"sig":"[^"]*"/, '"sig":"AAAA"'), 'signature does not hold'],
  ['a list', (text) => `[${text}]`, 'no JSON object'],
  ['half a text', (text) => text.slice(0, -5), 'no JSON object'],
  ['too much', (text) => text + ' '.repeat(2 * MOST_BYTES), 'too long'],
  ['half of a sign', (text) => text.replace('CRQ-2', '\\ud800'), 'no canonical text'],
  ['a key of the prototype', (text) => text.replace('{', '{"__proto__":{"crq":"CRQ-9"},'), 'signature does not hold'],
])('%s is not valid', async (_what, spoil, why) => {
  const verified = verifyDocument(spoil(await line(signer(), REVIEW)), SCHEMAS);
  expect(verified).toMatchObject({ kind: 'invalid', why: expect.stringContaining(why) });
});

test('what cannot be said exactly, or is too long, cannot be signed', () => {
  for (const value of [Number.NaN, Number.POSITIVE_INFINITY, '\ud800', 'x'.repeat(MOST_BYTES)])
    expect(signedBytes({ ...REVIEW, value })).toBe(null);
  let deep: Json = [];
  for (let level = 0; level < 40; level++) deep = [deep];
  expect(signedBytes({ ...REVIEW, deep })).toBe(null);
});

test('the canonical text is one text for one value, and says the same value', () => {
  fc.assert(
    fc.property(fc.json({ maxDepth: 4 }), (text) => {
      const value: Json = JSON.parse(text);
      const once = canonical(value);
      if (once === null) return;
      expect(JSON.parse(once)).toEqual(JSON.parse(JSON.stringify(value)));
      expect(canonical(JSON.parse(once))).toBe(once);
    }),
  );
  expect(canonical({ b: 1, a: [2, { d: 'é', c: null }], '\u20ac': 1e21 })).toBe(
    '{"a":[2,{"c":null,"d":"é"}],"b":1,"€":1e+21}',
  );
});
