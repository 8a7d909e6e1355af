/** Questions with answers to choose from, which work on a page without a kernel. */
import type { Catalogue } from '../../lib/exercises/engine/catalogue';
import { notebookOf } from '../../lib/exercises/engine/ids';
import type { Choice } from '../../lib/exercises/engine/types';
import type { Output } from '../../lib/workbook/notebook';

/** What the template draws as a form. */
export interface Question {
  readonly id: string;
  readonly title: string;
  /** Paragraphs; one of several lines keeps its columns. */
  readonly prompt: readonly string[];
  readonly choices: readonly Choice[];
}

const CALL = /^(?:await )?exercise\('(?<id>[^']+)',/m;

/**
 * Finds the question that a cell asks.
 * @param source code of the cell
 * @param catalogue the exercises of the course
 * @returns the question, or undefined when the cell asks none, or one without choices
 */
export function questionIn(source: string, catalogue: Catalogue): Question | undefined {
  const id = CALL.exec(source)?.groups?.id;
  if (id === undefined || !catalogue.notebooks.includes(notebookOf(id))) return undefined;
  const task = catalogue.exercisesOf(notebookOf(id)).find(exercise => exercise.id === id);
  if (task?.choices === undefined) return undefined;
  return { id, title: task.title, prompt: task.prompt.split('\n\n'), choices: task.choices };
}

/**
 * Tells whether an output asks the question, which the page does in a form.
 * @param output an output of the cell that asks it
 */
export function asksQuestion(output: Output, { id }: Question): boolean {
  if (!('data' in output)) return false;
  const text = output.data['text/plain'];
  return typeof text === 'string' && text.startsWith(`○ Not answered yet: ${id} `);
}
