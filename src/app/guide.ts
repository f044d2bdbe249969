/** The pages of the guide, as they are installed with the program. */
import { join } from 'node:path';
import { nearest } from '../domain/distance.ts';
import { fail, ok, type Result } from '../domain/result.ts';
import type { Files } from '../sys/ports.ts';
import { TOPIC_UNKNOWN } from './errors.ts';
import { packageRoot } from './package-root.ts';

export interface Topic {
  /** The page's name without its number, as it is typed. */
  readonly topic: string;
  /** Its first heading. */
  readonly title: string;
}

export interface GuidePage extends Topic {
  readonly text: string;
}

/** All pages in the order in which they are to be read. */
function pages(files: Files): readonly GuidePage[] {
  const dir = join(packageRoot(files), 'docs', 'guide');
  return files
    .list(dir)
    .filter((name) => name.endsWith('.md'))
    .map((name) => {
      const text = files.readText(join(dir, name)) ?? '';
      const topic = name.replace(/^\d+-/, '').replace(/\.md$/, '');
      return { topic, title: /^# (.+)$/m.exec(text)?.[1] ?? topic, text };
    });
}

export const topics = (files: Files): readonly Topic[] => pages(files).map(({ topic, title }) => ({ topic, title }));

/** The page of a topic, which may be cut short as long as it means one page. */
export function guidePage(files: Files, asked: string): Result<GuidePage> {
  const all = pages(files);
  const wanted = asked.trim().toLowerCase();
  const begun = wanted === '' ? [] : all.filter(({ topic }) => topic.startsWith(wanted));
  const page = all.find(({ topic }) => topic === wanted) ?? (begun.length === 1 ? begun[0] : undefined);
  if (page !== undefined) return ok(page);
  const near =
    begun.length > 0
      ? begun.map(({ topic }) => topic)
      : nearest(
          wanted,
          all.map(({ topic }) => topic),
        );
  return fail(TOPIC_UNKNOWN, `the guide has no page ${JSON.stringify(asked.slice(0, 60))}`, [
    ...near.map((topic) => `gitcrq guide ${topic}`),
    'gitcrq guide',
  ]);
}
