/** What an author may say of a code cell: ` ```typescript tags=["measures"] `. */
import type { Cell, CellMetadata, CodeCell, DisplayOutput, Output } from '../../lib/workbook/notebook';

/** Every tag that a cell may have, and what JupyterLab is told. */
const TAGS: Readonly<Record<string, Readonly<Record<string, boolean>>>> = {
  /** The cell is meant to fail. */
  'raises-exception': {},
  /** Its code only measures, or only prepares a figure: folded, but run. */
  measures: { source_hidden: true },
  /** Its output answers a question that was asked before: folded until the cell is run. */
  reveals: { outputs_hidden: true },
};

/** Tags that change only what is folded. */
const FOLDS: readonly string[] = ['measures', 'reveals'];

export const hasTag = ({ metadata }: Cell, tag: string): boolean => metadata.tags?.includes(tag) ?? false;

/**
 * Finds tags that nothing knows, such as a misspelt one.
 * @param cell any cell
 * @returns those of its tags that have no meaning
 */
export function unknownTags(cell: Cell): string[] {
  const { tags = [] } = cell.metadata;
  return tags.filter(tag => cell.cell_type !== 'code' || !Object.hasOwn(TAGS, tag));
}

/**
 * The tags that decide what a cell does when it is run.
 * @param cell any cell
 */
export function tagsOfCode({ metadata: { tags = [] } }: Cell): string[] {
  return tags.filter(tag => !FOLDS.includes(tag));
}

/**
 * Tells JupyterLab what to fold. When a cell is run, JupyterLab opens its output.
 * @param cell any cell
 * @returns its metadata, with JupyterLab's own marks where a tag asks for them
 */
export function foldedMetadata({ metadata }: Cell): CellMetadata {
  const marks = (metadata.tags ?? []).map(tag => TAGS[tag]);
  const jupyter = Object.assign({}, ...marks) as Readonly<Record<string, boolean>>;
  return Object.keys(jupyter).length === 0 ? metadata : { ...metadata, jupyter };
}

/** Shows nothing, and stands before what a folded output must not give away. */
const COVER: DisplayOutput = { output_type: 'display_data', data: { 'text/html': '', 'text/plain': '' }, metadata: {} };

/**
 * Tells whether an output is there only to cover the next.
 * @param output any output of a code cell
 */
export function isCover(output: Output): boolean {
  return output.output_type === 'display_data' && Object.values(output.data).every(text => text === '');
}

/**
 * Covers an output that is folded: in its place JupyterLab shows the first line of the first one.
 * @param cell a code cell with its outputs
 * @returns the cell, with an empty output before the others if it is tagged `reveals`
 */
export function withCover(cell: CodeCell): CodeCell {
  const outputs = cell.outputs.filter(output => !isCover(output));
  return { ...cell, outputs: hasTag(cell, 'reveals') ? [COVER, ...outputs] : outputs };
}

export const KNOWN_TAGS = Object.keys(TAGS).join(', ');
