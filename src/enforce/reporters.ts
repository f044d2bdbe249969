/** The formats of `gitcrq check`. Adding one touches its file, its test and this list. */
import type { Format } from './reporter.ts';
import { github } from './reporters/github.ts';
import { gitlab } from './reporters/gitlab.ts';
import { json } from './reporters/json.ts';
import { junit } from './reporters/junit.ts';
import { ndjson } from './reporters/ndjson.ts';
import { sarif } from './reporters/sarif.ts';
import { text } from './reporters/text.ts';

export const FORMATS: readonly [Format, ...Format[]] = [text, json, ndjson, sarif, junit, github, gitlab];
