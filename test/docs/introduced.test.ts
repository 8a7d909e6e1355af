import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import * as library from '../../lib';

const LIBRARY = join(__dirname, '../../lib');
const TEXTS = join(__dirname, '../../notebooks/text');

/** The code of every notebook that exists, by its slug, in the order of the course. */
const codes = new Map(
  readdirSync(TEXTS)
    .filter(file => /^\d\d-.+\.md$/.test(file))
    .sort()
    .map(file => [file.slice(3, -'.md'.length), codeOf(readFileSync(join(TEXTS, file), 'utf8'))] as const),
);

function codeOf(text: string): string {
  return Array.from(text.matchAll(/^```typescript\b[^\n]*\n([\s\S]*?)^```/gm), ([, code]) => code).join('\n');
}

/** How a notebook writes a name that a file of lib exports: `ops.relu`, or `table` alone; nothing if it cannot. */
function spellings(file: string, name: string): string[] {
  const homes = Object.entries(library).flatMap(([room, members]) => {
    const found = Object.entries(members).find(([member]) => member === name);
    return found === undefined ? [] : [{ room, value: found[1] as unknown }];
  });
  // Two rooms may export one function, or two functions of one name.
  const own = homes.find(({ room }) => file.startsWith(`${room}/`)) ?? homes[0];
  const members = homes.filter(({ value }) => value === own?.value);
  return [
    ...members.map(({ room }) => `\\b${room}\\.${name}\\b`),
    ...(name in library ? [`^import \\{[^}]*\\b${name}\\b[^}]*\\} from '../lib'`] : []),
  ];
}

const STATED =
  /\/\*\*(?:(?!\*\/)[\s\S])*?Introduced in notebook ([a-z-]+)(?:(?!\*\/)[\s\S])*?\*\/\s*export (?:async )?(?:function|const|class) (\w+)/g;

test('what a docstring calls introduced in a notebook is used there first', () => {
  const files = readdirSync(LIBRARY, { recursive: true, encoding: 'utf8' }).filter(
    file => file.endsWith('.ts') && !file.startsWith('dist'),
  );
  const wrong = files.flatMap(file =>
    Array.from(readFileSync(join(LIBRARY, file), 'utf8').matchAll(STATED), ([, stated = '', name = '']) => {
      const ways = spellings(file, name);
      const [first] = [...codes].find(([, code]) => ways.some(way => new RegExp(way, 'm').test(code))) ?? [];
      // A notebook that is still to come may introduce what an earlier one only shows.
      const isRight = !codes.has(stated) || first === stated;
      return isRight ? [] : [`${file}: ${name} says ${stated}, and is used first in ${first ?? 'no notebook'}`];
    }).flat(),
  );
  assert.deepEqual(wrong, []);
});
