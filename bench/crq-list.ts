/** `crq list` of 10,000 requests, beside starting Node and letting git read the same files. */
import { compare } from './measure.ts';
import { adopted, bin, node } from './place.ts';

const COUNT = 10_000;

export function crqList(): boolean {
  const clone = adopted('list', COUNT);
  const baseline = ['sh', '-c', '"$0" -e 0 && git grep -c status -- crqs/ >/dev/null', node] as const;
  return compare(
    baseline,
    [{ name: `gitcrq crq list, ${COUNT} requests`, subject: [node, bin, 'crq', 'list'], limit: 3 }],
    9,
    clone,
  );
}
