/** What is in the notes and is no link: nobody should believe that it links something. */
import { LINKS_REF } from '../../store/notes.ts';
import type { TipRule } from '../rule.ts';

const SHOWN = 20;

export const linkNoteUnreadable: TipRule = {
  id: 'link/note-unreadable',
  title: 'Every line of a link note can be read.',
  why: 'A line that is no link links nothing, whatever its writer believed.',
  bad: 'git notes --ref=gitcrq/links add -m CRQ-42 HEAD',
  good: 'gitcrq link add HEAD CRQ-42',
  level: 'warning',
  judges: 'tip',
  judge: ({ notes }) =>
    notes.unreadable.slice(0, SHOWN).map(({ about, line, reason, next }) => ({
      ref: LINKS_REF,
      line,
      message: `the note of ${about.slice(0, 40)} links nothing; line ${line}: ${reason}`,
      next,
    })),
};
