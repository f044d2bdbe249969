/** The pages of the guide that take longest. */
import { describe } from 'vitest';
import { LONG, testPages } from '../spec/pages.ts';

describe.concurrent('the guide', { timeout: 120_000 }, () => testPages(LONG));
