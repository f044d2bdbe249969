/** Several clones make requests at once; twenty do it in test/full. */
import { test } from 'vitest';
import { crowd } from './crowd.ts';

test('six clones make six requests at once', { timeout: 120_000 }, () => crowd(6));
