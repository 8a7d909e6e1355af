import { type Bundle, escapeHtml, html } from '../../notebook/content';

/** Colours of the bar at the left: at least 3:1 against a white and a dark page. The heading says the same in words. */
const BARS = { right: '#2e9e5b', slip: '#d9730d', open: '#8a8f98', hint: '#3b82c4' } as const;

/** One message of an exercise. */
export interface Panel {
  readonly tone: keyof typeof BARS;
  readonly heading: string;
  /** Plain text. An empty line parts paragraphs; a paragraph of several lines keeps its columns. */
  readonly body: readonly string[];
  /** Code that can be folded out, or stands open. */
  readonly code?: readonly { readonly title: string; readonly source: string; readonly open: boolean }[];
  /** Remarks in small print. */
  readonly notes?: readonly (string | undefined)[];
}

/**
 * Draws a message of an exercise. It uses only plain inline styles, which JupyterLab keeps in a notebook it does not
 * trust yet, and takes its text colour from the page.
 */
export function drawPanel({ tone, heading, body, code = [], notes = [] }: Panel): Bundle {
  const remarks = notes.filter((note): note is string => note !== undefined);
  const small = (text: string): string => `<div style="margin:4px 0;opacity:0.75">${escapeHtml(text)}</div>`;
  const inner = [
    `<strong>${escapeHtml(heading)}</strong>`,
    ...body.flatMap(text => text.split('\n\n')).map(drawParagraph),
    ...code.map(drawCode),
    ...remarks.map(small),
  ].join('');
  const box = `<div style="border-left:5px solid ${BARS[tone]};padding:4px 12px;margin:4px 0">${inner}</div>`;
  const codeText = code.flatMap(({ source, open }) => (open ? [source] : []));
  return html(box, [heading, ...body, ...codeText, ...remarks].join('\n'));
}

function drawParagraph(text: string): string {
  if (text.includes('\n')) return `<pre style="margin:4px 0">${escapeHtml(text)}</pre>`;
  return `<div style="margin:4px 0">${escapeHtml(text)}</div>`;
}

function drawCode({ title, source, open }: NonNullable<Panel['code']>[number]): string {
  const listing = `<pre style="margin:4px 0">${escapeHtml(source)}</pre>`;
  return `<details${open ? ' open' : ''}><summary>${escapeHtml(title)}</summary>${listing}</details>`;
}
