/** The slug of the notebook in the id of an exercise: `counting` in `counting.3`. */
export function notebookOf(id: string): string {
  return id.replace(/\.[^.]*$/, '');
}

/** Ids began with the number of the notebook's file before they began with its slug. */
const FORMER_NOTEBOOKS: ReadonlyMap<string, string> = new Map([
  ['00', 'welcome'],
  ['01', 'convolution-arithmetic'],
  ['02', 'padding-stride'],
  ['03', 'counting'],
  ['04', 'alexnet'],
]);

/** The slug that a notebook has now: `counting` for `03`; any other text stays as it is. */
export function currentNotebook(notebook: string): string {
  return FORMER_NOTEBOOKS.get(notebook) ?? notebook;
}

/** The id that an exercise has now: `counting.3` for `03.3`, which a learner's progress may hold. */
export function currentId(id: string): string {
  const former = notebookOf(id);
  return id.replace(former, currentNotebook(former));
}
