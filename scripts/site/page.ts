/** The page around a notebook's cells. */

export interface Heading {
  readonly level: number;
  readonly id: string;
  /** HTML, for a heading may hold code or a formula. */
  readonly html: string;
}

export interface Link {
  readonly href: string;
  readonly title: string;
}

export interface Page {
  readonly title: string;
  readonly body: string;
  readonly previous?: Link;
  readonly next?: Link;
}

/** A notebook in the list on the first page. */
export interface Entry extends Link {
  /** Such as `runs in 14 s with 0.4 GB of memory`. */
  readonly note: string;
}

const HEADING = /<h([1-6])[^>]*\bid="([^"]*)"[^>]*>([\s\S]*?)<\/h\1>/g;
const ANCHOR = /<a class="anchor-link"[^>]*>[\s\S]*?<\/a>/g;
const IN_CONTENTS = [2, 3];
const SITE = 'Convolutional networks in TypeScript';

/**
 * Finds the headings of a page.
 * @param body HTML of the cells
 * @returns all headings, in order
 */
export function headingsOf(body: string): Heading[] {
  return [...body.matchAll(HEADING)].map(([, level, id, html]) => ({
    level: Number(level),
    id: id ?? '',
    html: (html ?? '').replace(ANCHOR, '').trim(),
  }));
}

/**
 * Writes the page of one notebook.
 * @param page its cells, title and neighbours
 * @returns a whole HTML document
 */
export function notebookPage({ title, body, previous, next }: Page): string {
  const links = `<nav class="pages" aria-label="Notebooks">
${neighbour(previous, 'prev', '←')}
<a href="index.html">All notebooks</a>
${neighbour(next, 'next', '→')}
</nav>`;
  return shell(
    `${title} · ${SITE}`,
    `${contents(headingsOf(body))}
<main>
${links}
${body}
${links}
</main>`,
  );
}

/**
 * Writes the first page.
 * @param entries the notebooks, in order
 * @returns a whole HTML document
 */
export function indexPage(entries: readonly Entry[]): string {
  const items = entries.map(({ href, title, note }) => {
    return `<li><a href="${href}">${title}</a>${note && ` <span class="note">${note}</span>`}</li>`;
  });
  return shell(SITE, `<main>\n<h1>${SITE}</h1>\n<ul class="notebooks">\n${items.join('\n')}\n</ul>\n</main>`);
}

function contents(headings: readonly Heading[]): string {
  const items = headings
    .filter(({ level }) => IN_CONTENTS.includes(level))
    .map(({ level, id, html }) => `<li class="level-${level}"><a href="#${id}">${html}</a></li>`);
  if (items.length === 0) return '';
  return `<nav class="contents" aria-label="On this page">
<details open>
<summary>On this page</summary>
<ul>
${items.join('\n')}
</ul>
</details>
</nav>`;
}

function neighbour(link: Link | undefined, rel: 'prev' | 'next', arrow: string): string {
  if (link === undefined) return '<span></span>';
  const text = rel === 'prev' ? `${arrow} ${link.title}` : `${link.title} ${arrow}`;
  return `<a rel="${rel}" href="${link.href}">${text}</a>`;
}

function shell(title: string, content: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title.replace(/<[^>]*>/g, '')}</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="assets/katex/katex.min.css">
<link rel="stylesheet" href="assets/code.css">
<link rel="stylesheet" href="assets/site.css">
<script defer src="assets/fit.js"></script>
<script defer src="assets/site.js"></script>
</head>
<body>
${content}
</body>
</html>
`;
}
