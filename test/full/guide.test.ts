/** The pages of the guide that the quick tests leave out. */
import { describe } from 'vitest';
import { LONG, testPages } from '../spec/pages.ts';

describe.concurrent('the guide', () => testPages(LONG));
