const BEGIN = /^\s*\/\/+\s*BEGIN SOLUTION\s*$/;
const END = /^\s*\/\/+\s*END SOLUTION\s*$/;
const LOOKS_LIKE_A_MARKER = /\b(begin|end)[ _-]*solution\b/i;

/** First and last line of a solution, nbgrader's markers included, counted from 0. */
export interface Region {
  readonly first: number;
  readonly last: number;
}

/**
 * The solution of an exercise as an author has written it: the cell that asks the exercise, without imports, markers and
 * the call of the check.
 * @param text a notebook's text, Jupytext Markdown
 * @param id notebook and number, such as `counting.3`
 * @returns the code, or undefined when no cell asks the exercise
 * @throws SyntaxError when the markers of that cell do not pair
 */
export function solutionIn(text: string, id: string): string | undefined {
  const cell = codeCells(text).find(code => code.includes(`exercise('${id}',`));
  if (cell === undefined) return undefined;
  return solvedCode(cell, id)
    .replace(/^import .*\n+/gm, '')
    .replace(/^.*\bexercise\('.*\n?/gm, '')
    .trim();
}

function codeCells(text: string): string[] {
  const blocks = text.split(/^```/m).filter(block => block.startsWith('typescript'));
  return blocks.map(block => block.slice(block.indexOf('\n') + 1));
}

/**
 * Takes only the markers out of a cell.
 * @param source code of a cell, with nbgrader's markers
 * @param where names the cell in error messages, such as `notebooks/text/01-x.md:120`
 * @returns the solved code
 * @throws SyntaxError when the markers do not pair
 */
export function solvedCode(source: string, where: string): string {
  return replaceRegions(source, where, (lines, region) => lines.slice(region.first + 1, region.last));
}

/**
 * Puts other lines in the place of the solutions of a cell.
 * @param replacement what stands for a solution, of all lines of the cell and the place of the solution
 * @throws SyntaxError when the markers do not pair
 */
export function replaceRegions(
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

/**
 * Finds the solutions of a cell.
 * @param lines code of a cell
 * @throws SyntaxError when the markers do not pair
 */
export function findRegions(lines: readonly string[], where: string): Region[] {
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
