/** The project's own sources, for the tests that read them. */
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('../../', import.meta.url));

export interface Source {
  readonly path: string;
  readonly text: string;
  readonly lines: number;
}

export const sources = (...folders: readonly string[]): readonly Source[] =>
  folders.flatMap((folder) =>
    readdirSync(`${ROOT}${folder}`, { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts'))
      .map((name) => {
        const text = readFileSync(`${ROOT}${folder}/${name}`, 'utf8');
        return { path: `${folder}/${name}`, text, lines: text.trimEnd().split('\n').length };
      }),
  );

/** The code alone: comments and the insides of strings are blanked, so that words in them mean nothing. */
export const codeOf = (text: string): string =>
  text.replace(/\/\*[\s\S]*?\*\/|\/\/[^\n]*|'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"/gu, (match) =>
    /^['"]/u.test(match) ? "''" : ' ',
  );
