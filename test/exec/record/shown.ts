/** All that a recording shows, as one text. */
import { readFileSync } from 'node:fs';
import { castEvent } from '../../../src/exec/record/cast.ts';

export const shownIn = (cast = ''): string =>
  readFileSync(cast, 'utf8')
    .split('\n')
    .map(castEvent)
    .flatMap((event) => (event?.code === 'o' ? [event.text] : []))
    .join('');
