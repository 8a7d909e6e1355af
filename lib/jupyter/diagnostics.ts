import type { Diagnostic } from 'tslab/dist/converter';
import type { Failure } from './failure';
import { moduleHint } from './hints';
import { red, snippet } from './snippet';

const ENAME = 'TypeScriptError';

/** One error of the compiler: the messages that tslab gives for the same place belong together. */
interface Problem {
  readonly place: Diagnostic;
  readonly messages: string[];
}

/**
 * Describes why a cell did not compile.
 *
 * @param diagnostics - what tslab's converter found, in its order.
 * @param code - the cell.
 * @returns name, message and traceback: each error with its line, column, code and source line.
 */
export function describeDiagnostics(diagnostics: readonly Diagnostic[], code: string): Failure {
  const problems = gather(diagnostics);
  const many = problems.length > 1 ? [`The cell did not run: ${problems.length} errors.`, ''] : [];
  const traceback = [
    ...many,
    ...problems.flatMap((problem, i) => [...(i > 0 ? [''] : []), ...describe(problem, code)]),
  ];
  const evalue = problems.map(problem => headline(problem)).join('\n');
  return { ename: ENAME, evalue, traceback };
}

/** tslab lists the links of a chain of messages ("not assignable", "because …") as if each were an error. */
function gather(diagnostics: readonly Diagnostic[]): Problem[] {
  const problems: Problem[] = [];
  for (const diagnostic of diagnostics) {
    const last = problems.at(-1);
    const same =
      last?.place.start.offset === diagnostic.start.offset && last.place.end.offset === diagnostic.end.offset;
    if (last && same) last.messages.push(diagnostic.messageText);
    else problems.push({ place: diagnostic, messages: [diagnostic.messageText] });
  }
  return problems;
}

function headline({ place, messages: [message = ''] }: Problem): string {
  const file = place.fileName === undefined ? '' : `${place.fileName}, `;
  return `${file}line ${place.start.line + 1}, column ${place.start.character + 1}: ${message} (TS${place.code})`;
}

function describe(problem: Problem, code: string): string[] {
  const { place, messages } = problem;
  const [message = '', ...reasons] = messages;
  const hint = moduleHint(message, process.cwd());
  return [
    `${red(ENAME)}: ${headline(problem)}`,
    ...reasons.map(reason => `  ${reason}`),
    ...(place.fileName === undefined ? underlined(place, code) : []),
    ...(hint === undefined ? [] : [hint]),
  ];
}

function underlined({ start, end }: Diagnostic, code: string): string[] {
  const text = code.split('\n')[start.line] ?? '';
  return snippet(text, { line: start.line + 1, column: start.character + 1 }, end.offset - start.offset);
}
