import type { Diagnostic } from 'tslab/dist/converter';
import type { Failure } from './failure';
import { moduleHint } from './hints';
import { red, snippet } from './snippet';
import { withoutPaths } from './typeNames';
import { namesAdvice, namesSentence, type UnknownName, unknownName } from './unknownNames';

const ENAME = 'TypeScriptError';

/** What the compiler's own stack is too small for. */
export const TOO_DEEP: Failure = tooDeep(
  'The cell did not run: its parentheses, blocks or calls are too many inside each other, or its operators too many in one expression, for the compiler.',
  'Give parts of it names of their own, or put long data into a file. The variables of earlier cells are kept.',
);

function tooDeep(evalue: string, advice: string): Failure {
  return { ename: ENAME, evalue, traceback: [`${red(ENAME)}: ${evalue}`, advice] };
}

/** One error of the compiler: the messages that tslab gives for the same place belong together. */
interface Problem {
  readonly place: Diagnostic;
  readonly messages: string[];
}

/** A problem in words. */
interface Described {
  /** Place and message, in one line. */
  readonly headline: string;
  /** Reasons, source line and advice. */
  readonly details: readonly string[];
}

/**
 * Describes why a cell did not compile. All names that the compiler does not know are one error, with advice on where
 * they may come from.
 *
 * @param diagnostics - what tslab's converter found, in its order.
 * @param code - the cell.
 * @param declarations - of all that earlier cells have defined.
 * @returns name, message and traceback: each error with its line, column, code and source line.
 */
export function describeDiagnostics(diagnostics: readonly Diagnostic[], code: string, declarations: string): Failure {
  const problems = gather(diagnostics);
  const unknown = problems.filter(problem => nameOf(problem) !== undefined);
  const described = problems.flatMap(problem => {
    if (!unknown.includes(problem)) return describe(problem, code);
    return problem === unknown[0] ? describeNames(unknown, problem, code, declarations) : [];
  });
  const many = described.length > 1 ? [`The cell did not run: ${described.length} errors.`, ''] : [];
  const traceback = described.flatMap(({ headline, details }, i) => [
    ...(i > 0 ? [''] : []),
    `${red(ENAME)}: ${headline}`,
    ...details,
  ]);
  return {
    ename: ENAME,
    evalue: described.map(({ headline }) => headline).join('\n'),
    traceback: [...many, ...traceback],
  };
}

/** tslab lists the links of a chain of messages ("not assignable", "because …") as if each were an error. */
function gather(diagnostics: readonly Diagnostic[]): Problem[] {
  const problems: Problem[] = [];
  for (const diagnostic of diagnostics) {
    const last = problems.at(-1);
    const same =
      last?.place.start.offset === diagnostic.start.offset && last.place.end.offset === diagnostic.end.offset;
    const message = withoutPaths(diagnostic.messageText);
    if (last && same) last.messages.push(message);
    else problems.push({ place: diagnostic, messages: [message] });
  }
  return problems;
}

function describe({ place, messages }: Problem, code: string): Described {
  const [message = '', ...reasons] = messages;
  const hint = moduleHint(message, process.cwd());
  return {
    headline: `${where(place)}: ${message} (TS${place.code})`,
    details: [
      ...reasons.map(reason => `  ${reason}`),
      ...(place.fileName === undefined ? underlined(place, code) : []),
      ...(hint === undefined ? [] : [hint]),
    ],
  };
}

/** The name that a problem of the cell itself is about, when the compiler does not know the name. */
function nameOf({ place, messages: [message = ''] }: Problem): string | undefined {
  return place.fileName === undefined ? unknownName(place.code, message) : undefined;
}

/** All unknown names as one error, at the place of the first. */
function describeNames(unknown: readonly Problem[], first: Problem, code: string, declarations: string): Described {
  const names = new Map<string, UnknownName>();
  for (const problem of unknown) {
    const name = nameOf(problem);
    const [, suggestion] = /Did you mean '([^']+)'\?$/.exec(problem.messages[0] ?? '') ?? [];
    if (name !== undefined && !names.has(name))
      names.set(name, { name, line: problem.place.start.line + 1, suggestion });
  }
  const one = names.size === 1 ? `${where(first.place)}: ` : '';
  const knowledge = { code, declarations, folder: process.cwd() };
  return {
    headline: `${one}${namesSentence([...names.values()])} (TS${first.place.code})`,
    details: [...underlined(first.place, code), ...namesAdvice([...names.values()], knowledge)],
  };
}

function where({ fileName, start }: Diagnostic): string {
  const file = fileName === undefined ? '' : `${fileName}, `;
  return `${file}line ${start.line + 1}, column ${start.character + 1}`;
}

function underlined({ start, end }: Diagnostic, code: string): string[] {
  const text = code.split('\n')[start.line] ?? '';
  return snippet(text, { line: start.line + 1, column: start.character + 1 }, end.offset - start.offset);
}
