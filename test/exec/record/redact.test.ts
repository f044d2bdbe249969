/** Secrets never pass, however the stream is cut. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { REDACTED, redactor } from '../../../src/exec/record/redact.ts';

// Put together here, so that no scanner takes this file for a leak.
const TOKENS = [
  `gh${'p'}_${'aB3'.repeat(12)}`,
  `github${'_pat_'}${'x9'.repeat(20)}`,
  `sk${'-'}${'proj-Zz0_'.repeat(4)}`,
  `AKI${'A'}ABCDEFGHIJ234567`,
  `xox${'b'}-1234567890-abcdef`,
  `ey${'J'}hbGciOiJI.ey${'J'}zdWIiOiIx.c2lnbmF0dXJl`,
  `Bearer ${'tok.en-'.repeat(4)}`,
];
const VALUES = ['hunter2!', 'a$b.c*', 'two\nlines', 'wörtlich', 'hunter2!more'];

const bytes = (text: string): string => Buffer.from(text).toString('latin1');
const whole = (chunks: readonly string[], values: readonly string[] = VALUES) => {
  const redact = redactor(values);
  return { text: chunks.map((chunk) => redact.push(chunk)).join('') + redact.end(), count: redact.count };
};

test.for(TOKENS)('a token is taken out, and what is beside it stays: %s', (token) => {
  expect(whole([`a ${token} b`])).toEqual({ text: `a ${REDACTED} b`, count: 1 });
});

test('a private key goes, in lines as a terminal has them', () => {
  const key = `-----BEGIN RSA PRIVATE${' KEY'}-----\r\nDEK-Info: AES\r\n${'MIIabc+/=\r\n'.repeat(20)}-----END`;
  expect(whole([`x\r\n${key} y`]).text).toBe(`x\r\n${REDACTED}-----END y`);
});

test.for(['hunter2!', 'q"u\\o?te', 'two\nlines', 'wörtlich 漢', 'a+/b~?>', 'a1'.repeat(60), 'x'.repeat(57)])(
  'a value goes in the forms that programs print it in: %j',
  (value) => {
    const coded = Buffer.from(value);
    const forms = [
      JSON.stringify(value),
      encodeURIComponent(value),
      coded.toString('base64'),
      coded.toString('base64url'),
      ...[76, 64].map((length) => coded.toString('base64').replace(new RegExp(`.{${length}}(?!$)`, 'g'), '$&\r\n')),
    ];
    for (const form of forms) {
      const text = bytes(`x ${form} y`);
      expect(whole([text], [value]).text, form).toMatch(/^x "?\[redacted\]"?=* y$/);
      expect(whole([text.slice(0, 5), text.slice(5)], [value]), form).toEqual(whole([text], [value]));
    }
  },
);

test('what is too short to hide is hidden in no form', () => {
  expect(whole(['abc YWJj'], ['abc'])).toEqual({ text: 'abc YWJj', count: 0 });
});

test('ordinary words stay', () => {
  const text = 'task-force disk-usage-of-the-whole-machine sk-short ghp_ bearer of news AKIA';
  expect(whole([text])).toEqual({ text, count: 0 });
});

const piece = fc.oneof(
  fc.constantFrom(...TOKENS, ...VALUES.map((value) => value.replaceAll('\n', '\r\n'))),
  fc.constantFrom(' ', '\r\n', 'g', 'gh', 'sk-', 'ey', 'hunter', 'a$b', 'Bearer ', '-----BEGIN ', 'wö'),
  fc.string({ maxLength: 6 }),
);

test('any cut of any text gives what the whole gives, and no value is in it', () => {
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 12 }), fc.array(fc.nat(600), { maxLength: 30 }), (pieces, cuts) => {
      const text = bytes(pieces.join(' '));
      const at = [...new Set([0, ...cuts.filter((cut) => cut < text.length), text.length])].sort((a, b) => a - b);
      const chunks = at.slice(1).map((end, n) => text.slice(at[n], end));
      const once = whole([text]);
      expect(whole(chunks)).toEqual(once);
      for (const value of ['hunter2!', 'a$b.c*', bytes('wörtlich')]) expect(once.text).not.toContain(value);
    }),
    { numRuns: 300 },
  );
});

test.for(['-eyJ', '-', ' Bearer  ', '-----BEGIN ', 'hunter2!hunter'])(
  'a megabyte of %j is no work for minutes',
  (unit) => {
    const text = unit.repeat(2 ** 16 / unit.length);
    const began = performance.now();
    const { count } = whole(Array.from({ length: 16 }, () => text));
    expect(count === 0).toBe(!unit.includes('!'));
    expect(performance.now() - began).toBeLessThan(8000);
  },
);

test('of words that only begin like a token, what is one goes in any cut', () => {
  const text = `x${'-eyJ'.repeat(300)} ${TOKENS[5]} -${TOKENS[5]}`;
  expect(whole([text])).toEqual({ text: `x${'-eyJ'.repeat(300)} ${REDACTED} -${REDACTED}`, count: 2 });
  expect(whole([...text])).toEqual(whole([text]));
});

test('what was let through in a pause is not said twice, and the rest of a secret still goes', () => {
  const redact = redactor(['hunter2!']);
  expect([redact.push('say hu'), redact.pause(), redact.push('nter2! z'), redact.end()]).toEqual([
    'say ',
    'hu',
    `${REDACTED} z`,
    '',
  ]);
  expect([redact.push(' hunter'), redact.pause(), redact.end()]).toEqual([' ', '', 'hunter']);
});
