/** nbgrader's solution markers: what the learner's notebook has in place of a solution. */
import ts from 'typescript';
import { findRegions, replaceRegions } from '../../lib/exercises/engine/solutions';
import { at } from '../../lib/spec/at';

/** Text that stands where a solution was. Inside a function it throws, so that no return value is missing. */
const STUB_INSIDE = ['// Your code here, in place of the next line.', "throw new Error('Not written yet.');"];
const STUB_OUTSIDE = ['// Your code here.'];

/**
 * Tells whether a cell holds a solution.
 * @param source code of a cell
 * @param where names the cell in error messages, such as `notebooks/text/01-x.md:120`
 * @returns true when it has at least one pair of markers
 * @throws SyntaxError when the markers do not pair
 */
export function hasSolution(source: string, where: string): boolean {
  return findRegions(source.split('\n'), where).length > 0;
}

/**
 * Takes the solutions out of a cell: each becomes a stub that compiles and runs.
 * @param source code of a cell, with nbgrader's markers
 * @param where names the cell in error messages
 * @returns the code that the learner gets
 * @throws SyntaxError when the markers do not pair
 */
export function learnerCode(source: string, where: string): string {
  return replaceRegions(source, where, (lines, region) => {
    const indent = at(lines, region.first).replace(/\S.*/, '');
    const offset = lines.slice(0, region.first).join('\n').length + 1;
    const stub = isInsideFunction(source, offset) ? STUB_INSIDE : STUB_OUTSIDE;
    return stub.map(line => indent + line);
  });
}

/** Whether a place in the code lies in the body of a function, where a `throw` waits until the function is called. */
function isInsideFunction(source: string, offset: number): boolean {
  const visit = (node: ts.Node): boolean => {
    const isBody = ts.isBlock(node) && ts.isFunctionLike(node.parent);
    return (isBody && node.pos < offset && offset < node.end) || (ts.forEachChild(node, visit) ?? false);
  };
  return visit(ts.createSourceFile('cell.ts', source, ts.ScriptTarget.ES2022, true));
}
