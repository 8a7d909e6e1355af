import type ts from '@tslab/typescript-for-tslab';
import { calleeAt } from './enclosingCall';
import { withoutPaths } from './typeNames';

/** Asks the compiler about the symbol at an index of a cell. */
export type Ask = (position: number) => ts.QuickInfo | undefined;

/** In this order; tags that are not here come after them. */
const FIRST_TAGS = ['param', 'returns', 'throws'];

/**
 * The help for a position: on the symbol there, and on the function between whose parentheses it stands.
 *
 * @param code - the cell.
 * @param position - an index into it.
 * @param ask - the compiler.
 * @returns type and documentation, or undefined where there is nothing to tell.
 */
export function helpAt(code: string, position: number, ask: Ask): string | undefined {
  const callee = calleeAt(code, position);
  const found = [ask(position), callee === undefined ? undefined : ask(callee)];
  const texts = found.flatMap(info => (info ? [helpText(info)] : [])).filter(text => text !== '');
  return texts.length === 0 ? undefined : texts.join('\n\n');
}

/**
 * What the compiler knows of a symbol, as text.
 *
 * @returns the type, the documentation, then parameters, result, errors, and what else its comment has tags for.
 */
export function helpText({ displayParts = [], documentation = [], tags = [] }: ts.QuickInfo): string {
  const sorted = [...tags].sort((a, b) => rank(a) - rank(b));
  const sections = [signature(joined(displayParts)), joined(documentation), sorted.flatMap(tagLine).join('\n')];
  return withoutPaths(sections.filter(section => section !== '').join('\n\n'));
}

/** Without the compiler's remark that a name is imported, or exported again under the same name. */
function signature(text: string): string {
  return text.replace(/^\(alias\) /, '').replace(/\n(import|export) .*$/, '');
}

function rank({ name }: ts.JSDocTagInfo): number {
  const place = FIRST_TAGS.indexOf(name);
  return place < 0 ? FIRST_TAGS.length : place;
}

function tagLine({ name, text = [] }: ts.JSDocTagInfo): string[] {
  const words = joined(text);
  return words === '' ? [] : [`@${name} ${words}`];
}

function joined(parts: readonly ts.SymbolDisplayPart[]): string {
  return parts.map(({ text }) => text).join('');
}
