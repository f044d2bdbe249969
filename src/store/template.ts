/** The template of a name: one that the policy keeps as a file on the base, or one that every repository has. */
import { nearest } from '../domain/distance.ts';
import { fail, ok, type Result } from '../domain/result.ts';
import { BUILT_IN, DEFAULT_TEMPLATE, type Template } from '../domain/template.ts';
import type { Repo } from '../git/repo.ts';
import type { Basis } from './basis.ts';
import { MAX_CRQ_BYTES } from './crq-read.ts';
import { TEMPLATE_INVALID, TEMPLATE_UNKNOWN } from './errors.ts';
import { scanFrontMatter } from './front-matter.ts';

/** What a request says of itself is not for a template to say. */
const OWN = ['id', 'title', 'status', 'created', 'author', 'base', 'depends_on', 'template'];

function read(text: string, path: string): Result<Template> {
  const bad = (line: number, reason: string) =>
    fail(TEMPLATE_INVALID, `${path}:${line}: ${reason}`, [`git show HEAD:${path}`]);
  if (!/^\uFEFF?---\r?\n/.test(text)) return ok({ keys: {}, body: text });
  const front = scanFrontMatter(text);
  if ('reason' in front) return bad(front.line, front.reason);
  const own = front.fields.find(({ key }) => OWN.includes(key));
  if (own !== undefined) return bad(own.from + 1, `a template says nothing about \`${own.key}\``);
  return ok({
    keys: Object.fromEntries(front.fields.map(({ key, value }) => [key, value])),
    body: front.body.trimStart(),
  });
}

/** Fails TEMPLATE_UNKNOWN for a name that nothing has, TEMPLATE_INVALID for a file that is not there or cannot be read. */
export async function loadTemplate(repo: Repo, basis: Basis, name: string): Promise<Result<Template>> {
  const { templates } = basis.policy.crq;
  const path = Object.hasOwn(templates, name) ? templates[name] : undefined;
  const built = Object.hasOwn(BUILT_IN, name) ? BUILT_IN[name] : undefined;
  if (path === undefined && built !== undefined) return ok(built);
  if (path === undefined) {
    const names = [...new Set([...Object.keys(templates), ...Object.keys(BUILT_IN)])];
    const [near = DEFAULT_TEMPLATE] = nearest(name, names);
    return fail(
      TEMPLATE_UNKNOWN,
      `there is no template ${JSON.stringify(name.slice(0, 40))}; there are ${names.join(', ')}`,
      [`gitcrq crq new "TITLE" --template ${near}`, 'gitcrq config get crq.templates'],
    );
  }
  const blob = await repo.reader.read(`${basis.tip}:${path}`);
  const where = `${basis.base}:${path}`;
  if (blob?.type !== 'blob' || blob.bytes.length > MAX_CRQ_BYTES || blob.bytes.includes(0))
    return fail(TEMPLATE_INVALID, `${where} is no text file of less than ${MAX_CRQ_BYTES / 1024} KiB`, [
      'gitcrq config get crq.templates',
    ]);
  return read(blob.bytes.toString('utf8'), where);
}
