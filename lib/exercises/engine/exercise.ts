import { Interrupted } from '../../jupyter/interrupt';
import { table } from '../../notebook/table';
import { nearest } from '../../spec/nearest';
import { nameError } from './checks';
import { type Desk, notebookDesk } from './desk';
import { currentNotebook, notebookOf } from './ids';
import { type Standing, UNTOUCHED } from './journal';
import { drawPanel, type Panel } from './panel';
import { after, type Exercise, isPromise, type Verdict } from './types';

/**
 * Checks an answer and shows the verdict below the cell: right, or what slipped. A stub that nobody has filled in gets the
 * task. What has been solved is remembered. Introduced in notebook welcome.
 * @param id notebook and number, such as `counting.3`
 * @param answer a number, an array, an object or a function, as the task says
 * @returns a promise when the answer is one or is an asynchronous function; then `await` it
 * @throws RangeError when there is no exercise with this id
 */
export function exercise(id: string, answer: unknown, desk: Desk = notebookDesk()): void | Promise<void> {
  const task = find(id, desk);
  const report = (verdict: Verdict): void => showPanel(desk, verdictPanel(task, verdict, desk));
  const broken = (error: unknown): void => {
    if (error instanceof Interrupted) throw error;
    report({ kind: 'slip', message: `Your answer threw ${nameError(error)}.` });
  };
  const done = after(answer, given => after(task.check(given), report));
  return isPromise(done) ? Promise.resolve(done).catch(broken) : done;
}

/**
 * Shows the hints of an exercise that were given so far, and one more as long as there are more and the exercise is not
 * solved. Introduced in notebook welcome.
 * @param id notebook and number, such as `counting.3`
 * @throws RangeError when there is no exercise with this id
 */
export function hint(id: string, desk: Desk = notebookDesk()): void {
  const task = find(id, desk);
  const { standing, notice } = standingOf(task, desk);
  const isNew = !standing.solved && standing.hints < task.hints.length;
  const failed = isNew ? desk.journal.record(id, 'hint') : undefined;
  const given = task.hints.slice(0, standing.hints + (isNew ? 1 : 0));
  showPanel(desk, {
    tone: 'hint',
    heading: `${countHints(given.length, task)} for ${title(task)}`,
    body: given.length > 1 ? given.map((text, i) => `${i + 1}. ${text}`) : given,
    notes: [afterHints(task, given.length, standing), notice, failed],
  });
}

function countHints(given: number, { hints }: Exercise): string {
  if (given === 0) return 'No hint was given';
  return given === 1 ? `Hint 1 of ${hints.length}` : `Hints 1 to ${given} of ${hints.length}`;
}

function afterHints({ id, hints }: Exercise, given: number, { solved }: Standing): string | undefined {
  if (solved) return `It is solved, so there is no new hint. ${offerReset(id)}`;
  return given === hints.length ? `This is the last hint. solution('${id}') shows a solution.` : undefined;
}

/**
 * Shows the solution of an exercise, solved or not. Introduced in notebook welcome.
 * @param id notebook and number, such as `counting.3`
 * @throws RangeError when there is no exercise with this id
 */
export function solution(id: string, desk: Desk = notebookDesk()): void {
  const task = find(id, desk);
  const failed = desk.journal.record(id, 'solution');
  const found = desk.catalogue.solutionOf(id);
  showPanel(desk, {
    tone: 'hint',
    heading: `A solution of ${title(task)}`,
    ...('missing' in found
      ? { body: [found.missing] }
      : { body: [], code: [{ title: 'Solution', source: found.code, open: true }] }),
    notes: [failed],
  });
}

/**
 * Says how many exercises are solved and which one is next; for one notebook also as a table of its exercises: solved or
 * open, and how many hints were shown. Introduced in notebook welcome.
 * @param notebook its slug, such as `counting`; the whole course when left out
 * @throws RangeError when the notebook has no exercises
 */
export function progress(notebook?: string, desk: Desk = notebookDesk()): void {
  const { notebooks } = desk.catalogue;
  const tasks = (notebook === undefined ? notebooks : [notebook]).flatMap(slug => select(slug, desk));
  const { standings, notice } = desk.journal.read();
  const open = tasks.filter(task => !standings.get(task.id)?.solved);
  const where = notebook === undefined ? 'the course' : `notebook ${notebook}`;
  const [next] = open;
  const score = `${tasks.length - open.length} of ${tasks.length} exercises of ${where} solved`;
  const heading = next === undefined ? `${score}: all of them` : `${score}, next: ${title(next)}`;
  const isTouched = tasks.some(({ id }) => isDone(standings.get(id) ?? UNTOUCHED));
  const reset = notebook !== undefined && isTouched ? offerReset(notebook) : undefined;
  showPanel(desk, { tone: next === undefined ? 'right' : 'open', heading, body: [], notes: [reset, notice] });
  if (notebook === undefined) return;
  const rows = tasks.map(task => {
    const standing = standings.get(task.id) ?? UNTOUCHED;
    const hints = `${standing.hints} of ${task.hints.length}`;
    return { exercise: task.id, task: task.title, kind: task.kind, state: stateOf(standing), 'hints shown': hints };
  });
  desk.send({ data: table(rows, { caption: `Exercises of ${where}`, maxRows: rows.length }) });
}

/**
 * Forgets what was done: exercises become open again and hints start anew.
 * @param which a notebook, such as `counting`, or one exercise, such as `counting.3`
 * @throws RangeError when there is no such notebook or exercise
 */
export function resetExercises(which: string, desk: Desk = notebookDesk()): void {
  const tasks = which.includes('.') ? [find(which, desk)] : select(which, desk);
  const failed = tasks.map(task => desk.journal.record(task.id, 'reset')).find(message => message !== undefined);
  const heading = `${tasks.length === 1 ? '1 exercise is' : `${tasks.length} exercises are`} open again`;
  showPanel(desk, { tone: 'open', heading, body: [tasks.map(task => task.id).join(', ')], notes: [failed] });
}

function verdictPanel(task: Exercise, verdict: Verdict, desk: Desk): Panel {
  const { standing, notice } = standingOf(task, desk);
  switch (verdict.kind) {
    case 'right': {
      // What is solved is kept before anything else can go wrong.
      const failed = standing.solved ? undefined : desk.journal.record(task.id, 'solved');
      const found = desk.catalogue.solutionOf(task.id);
      const code = [
        ...('code' in found ? [{ title: 'Compare with a solution', source: found.code, open: false }] : []),
        ...(task.anotherWay ? [{ title: 'Another way to write it', source: task.anotherWay, open: false }] : []),
      ];
      return {
        tone: 'right',
        heading: `✓ Right: ${title(task)}`,
        body: [...(verdict.note === undefined ? [] : [verdict.note]), task.leadsTo],
        code,
        notes: ['missing' in found ? found.missing : undefined, notice, failed],
      };
    }
    case 'slip':
      return {
        tone: 'slip',
        heading: `✗ Not yet: ${title(task)}`,
        body: [verdict.message],
        notes: [offerHint(task, standing), notice],
      };
    case 'unanswered':
      return {
        tone: 'open',
        heading: `○ Not answered yet: ${title(task)}`,
        body: [task.prompt, ...(task.choices ?? []).map(({ answer, text }) => `${answer}) ${text}`)],
        notes: [offerHint(task, standing), notice],
      };
  }
}

function offerHint({ id, hints }: Exercise, { solved, hints: shown }: Standing): string {
  if (solved) return `You have solved it before. ${offerReset(id)}`;
  const left = hints.length - shown;
  if (left <= 0) return `You have seen all hints. solution('${id}') shows a solution.`;
  return `hint('${id}') shows a hint; ${left} of ${hints.length} ${left === 1 ? 'is' : 'are'} left.`;
}

/** `course` is what a notebook calls the room of the exercises. */
function offerReset(which: string): string {
  return `course.resetExercises('${which}') starts anew, with all hints.`;
}

function isDone({ solved, hints, solutionSeen }: Standing): boolean {
  return solved || hints > 0 || solutionSeen;
}

function stateOf({ solved, solutionSeen }: Standing): string {
  if (solved) return '✓ solved';
  return solutionSeen ? '○ open, solution seen' : '○ open';
}

function standingOf(task: Exercise, desk: Desk): { standing: Standing; notice: string | undefined } {
  const { standings, notice } = desk.journal.read();
  return { standing: standings.get(task.id) ?? UNTOUCHED, notice };
}

function showPanel(desk: Desk, panel: Panel): void {
  desk.send({ data: drawPanel(panel) });
}

function title({ id, title: words }: Exercise): string {
  return `${id} ${words}`;
}

function find(id: string, { catalogue }: Desk): Exercise {
  const notebook = notebookOf(id);
  if (!catalogue.notebooks.includes(notebook)) {
    throw new RangeError(`exercise: there is no exercise '${id}'. ${suggest(notebook, id, catalogue.notebooks)}`);
  }
  const exercises = catalogue.exercisesOf(notebook);
  const found = exercises.find(candidate => candidate.id === id);
  if (found) return found;
  const ids = exercises.map(candidate => candidate.id).join(', ');
  throw new RangeError(`exercise: there is no exercise '${id}'. Notebook '${notebook}' has ${ids}.`);
}

function select(notebook: string, { catalogue }: Desk): readonly Exercise[] {
  if (catalogue.notebooks.includes(notebook)) return catalogue.exercisesOf(notebook);
  const suggestion = suggest(notebook, notebook, catalogue.notebooks);
  throw new RangeError(`exercise: notebook '${notebook}' has no exercises. ${suggestion}`);
}

/** The received text with the slug in it that was meant, a former name's or the nearest, or the slugs that exist. */
function suggest(notebook: string, received: string, known: readonly string[]): string {
  const current = currentNotebook(notebook);
  const close = known.includes(current) ? current : nearest(notebook, known);
  if (close === undefined) return `These notebooks have exercises: ${known.join(', ')}.`;
  return `Did you mean '${received.replace(notebook, close)}'?`;
}
