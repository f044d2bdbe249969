/** What the queue may be told by a push to its log: by those who may land, and only where they said it. */
import { generateKeyPairSync } from 'node:crypto';
import { expect, test } from 'vitest';
import { type DirectiveFacts, signDirective } from '../../../src/coord/directive-signature.ts';
import { ed25519Blob, keyOfBlob } from '../../../src/coord/public-key.ts';
import { signWith } from '../../../src/coord/signature.ts';
import type { Oid } from '../../../src/domain/brand.ts';
import { ok, unwrap } from '../../../src/domain/result.ts';
import { entry as trusted } from '../../coord/trusted.ts';
import { fixture } from '../../fixture.ts';
import { place, refusedBy } from './scene.ts';

const LOG = 'refs/gitcrq/queue/main/log';
const PAUSE: DirectiveFacts = {
  event: 'paused',
  target: 'main',
  crq: null,
  branch: null,
  head: null,
  reason: null,
  previous: null,
};

function signer() {
  const { privateKey } = generateKeyPairSync('ed25519');
  const blob = ed25519Blob(privateKey);
  const key = keyOfBlob(blob);
  if (typeof key === 'string') throw new Error(key);
  const sign = async (message: Uint8Array) => ok(signWith(privateKey, blob, message));
  return { key, sign: async (facts: DirectiveFacts) => unwrap(await signDirective({ key, sign }, facts)) };
}

const text = (signature?: string, target = 'main'): string =>
  `paused the queue on main\n\nEvent: paused\nTarget: ${target}\nBy: Ada <ada@example.com>\n${signature === undefined ? '' : `By-Signature: ${signature}\n`}`;

test('anybody tells the queue while everybody may land, but nothing of another target', async () => {
  const fx = fixture();
  const made = (message: string): Oid => fx.tip(fx.git(['commit-tree', '-m', message, 'HEAD^{tree}']));
  expect(await refusedBy(fx, { [LOG]: made(text()) })).toEqual([]);
  expect(await refusedBy(fx, { [LOG]: made(text(undefined, 'release')) })).toEqual(['ref/record']);
});

test('where the base says who may land, they sign it for the place at which they said it', async () => {
  const [ada, bob] = [signer(), signer()];
  const policy = `version: 1\ntrust:\n${trusted('ada', ada.key, 'land')}${trusted('bob', bob.key, 'approve')}`;
  const fx = fixture({ policy });
  const made = (signature: string | undefined, parent: readonly string[] = []): Oid =>
    fx.tip(fx.git(['commit-tree', ...parent.flatMap((one) => ['-p', one]), '-m', text(signature), 'HEAD^{tree}']));
  const right = made(await ada.sign(PAUSE));
  expect(await refusedBy(fx, { [LOG]: right })).toEqual([]);
  for (const bad of [
    undefined,
    'AAAA',
    await bob.sign(PAUSE),
    await ada.sign({ ...PAUSE, event: 'resumed' }),
    await ada.sign({ ...PAUSE, target: 'release' }),
  ])
    expect(await refusedBy(fx, { [LOG]: made(bad) }), bad).toEqual(['ref/record']);
  place(fx, LOG, right);
  expect(await refusedBy(fx, { [LOG]: made(await ada.sign(PAUSE), [right]) })).toEqual(['ref/record']);
  expect(await refusedBy(fx, { [LOG]: made(await ada.sign({ ...PAUSE, previous: right }), [right]) })).toEqual([]);
});
