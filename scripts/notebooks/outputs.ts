/** Makes outputs the same on every machine, as far as they are about the machine. */
import type { Notebook, Output } from '../../lib/workbook/notebook';

/** Folders that exist on somebody's machine only. */
const MACHINE_PATH =
  /(?:(?<![\w.-])\/(?:root|home|tmp|Users|private|var\/folders)\/[\w.-]+|\b[A-Za-z]:\\(?:Users|Windows)\\[\w.-]+)/;

/**
 * Cuts the checkout's own folder out of the texts of the outputs, so that paths in them start at the checkout.
 * @param notebook an executed notebook
 * @param root the checkout's folder
 * @returns the notebook with relative paths
 */
export function withRelativePaths(notebook: Notebook, root: string): Notebook {
  const relative = (text: string): string => text.replaceAll(`${root}/`, '').replaceAll(`${root}\\`, '');
  const tidy = (output: Output): Output => {
    if (output.output_type === 'stream') return { ...output, text: relative(output.text) };
    if (output.output_type !== 'error') return output;
    return { ...output, evalue: relative(output.evalue), traceback: output.traceback.map(relative) };
  };
  return {
    ...notebook,
    cells: notebook.cells.map(cell =>
      cell.cell_type === 'code' ? { ...cell, outputs: cell.outputs.map(tidy) } : cell,
    ),
  };
}

/**
 * Looks for a path of the machine in an output.
 * @param output one output; its images are not read
 * @param root the checkout's folder, wherever it lies
 * @returns the path, or undefined
 */
export function machinePath(output: Output, root: string): string | undefined {
  const json = JSON.stringify(output, (key, value: unknown) => (/^image\/(?!svg)/.test(key) ? '' : value));
  const text = json.replaceAll('\\\\', '\\');
  return text.includes(root) ? root : text.match(MACHINE_PATH)?.[0];
}
