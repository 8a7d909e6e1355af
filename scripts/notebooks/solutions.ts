/** nbgrader's solution markers: what the learner's notebook has in place of a solution, and the solved code. */
import ts from 'typescript';

const BEGIN = /^\s*\/\/+\s*BEGIN SOLUTION\s*$/;
const END = /^\s*\/\/+\s*END SOLUTION\s*$/;
const LOOKS_LIKE_A_MARKER = /\b(begin|end)[ _-]*solution\b/i;

/** Text that stands where a solution was. Inside a function it throws, so that no return value is missing. */
const STUB_INSIDE = ['// Your code here, in place of the next line.', "throw new Error('Not written yet.');"];
const STUB_OUTSIDE = ['// Your code here.'];

/** First and last line of a solution, markers included, counted from 0. */
interface Region {
  readonly first: number;
  readonly last: number;
}

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
    const indent = lines[region.first]?.match(/^\s*/)?.[0] ?? '';
    const offset = lines.slice(0, region.first).join('\n').length + 1;
    const stub = isInsideFunction(source, offset) ? STUB_INSIDE : STUB_OUTSIDE;
    return stub.map(line => indent + line);
  });
}

/**
 * Takes only the markers out of a cell.
 * @param source code of a cell, with nbgrader's markers
 * @param where names the cell in error messages
 * @returns the solved code
 * @throws SyntaxError when the markers do not pair
 */
export function solvedCode(source: string, where: string): string {
  return replaceRegions(source, where, (lines, region) => lines.slice(region.first + 1, region.last));
}

function replaceRegions(
  source: string,
  where: string,
  replacement: (lines: readonly string[], region: Region) => readonly string[],
): string {
  const lines = source.split('\n');
  const result: string[] = [];
  let next = 0;
  for (const region of findRegions(lines, where)) {
    result.push(...lines.slice(next, region.first), ...replacement(lines, region));
    next = region.last + 1;
  }
  return [...result, ...lines.slice(next)].join('\n');
}

function findRegions(lines: readonly string[], where: string): Region[] {
  const regions: Region[] = [];
  let first: number | undefined;
  for (const [index, line] of lines.entries()) {
    const received = `Received line ${index + 1} of the cell: ${line.trim()}`;
    if (BEGIN.test(line)) {
      if (first !== undefined) {
        throw new SyntaxError(
          `${where}: a solution begins inside a solution. End the first one before it. ${received}`,
        );
      }
      first = index;
    } else if (END.test(line)) {
      if (first === undefined) {
        throw new SyntaxError(`${where}: // END SOLUTION has no // BEGIN SOLUTION before it. ${received}`);
      }
      regions.push({ first, last: index });
      first = undefined;
    } else if (LOOKS_LIKE_A_MARKER.test(line)) {
      throw new SyntaxError(
        `${where}: a solution marker is // BEGIN SOLUTION or // END SOLUTION, alone on its line. ${received}`,
      );
    }
  }
  if (first !== undefined) {
    throw new SyntaxError(`${where}: // BEGIN SOLUTION in line ${first + 1} of the cell has no // END SOLUTION.`);
  }
  return regions;
}

/** Whether a place in the code lies in the body of a function, where a `throw` waits until the function is called. */
function isInsideFunction(source: string, offset: number): boolean {
  const visit = (node: ts.Node): boolean => {
    const isBody = ts.isBlock(node) && ts.isFunctionLike(node.parent);
    return (isBody && node.pos < offset && offset < node.end) || (ts.forEachChild(node, visit) ?? false);
  };
  return visit(ts.createSourceFile('cell.ts', source, ts.ScriptTarget.ES2022, true));
}
