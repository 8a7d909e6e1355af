import type { Figure } from '../figures/style/figure';

/** One thing to show, in several MIME types; a front end draws the richest one that it knows. */
export type Bundle = Readonly<Record<string, unknown>>;

const PLOTLY = 'application/vnd.plotly.v1+json';

/**
 * How plotly shows a figure: without its bar of buttons, which lies over titles and offers to upload the figure to a
 * service ("Share chart"), without handles that move axes, and with dollar signs in names left as they are. JupyterLab's
 * renderer hands it on to plotly.
 */
const CONFIG = {
  ...{ displayModeBar: false, showSendToCloud: false, showAxisDragHandles: false, typesetMath: false },
} as const;

/**
 * Content for `show` or `Display.update`: HTML, with the words that stand in for it where HTML is not drawn.
 * @param source HTML; text from elsewhere in it must have gone through `escapeHtml`
 * @param text plain text with the same meaning
 * @returns a bundle of `text/html` and `text/plain`
 */
export function html(source: string, text: string): Bundle {
  return { 'text/html': source, 'text/plain': text };
}

/**
 * Content for `show` or `Display.update`: Markdown.
 * @param source Markdown, which is readable as it stands where it is not drawn
 * @returns a bundle of `text/markdown` and `text/plain`
 */
export function markdown(source: string): Bundle {
  return { 'text/markdown': source, 'text/plain': source };
}

/**
 * Content for `show` or `Display.update`: a formula.
 * @param source LaTeX without dollar signs, such as `\lfloor (i + 2p - k) / s \rfloor + 1`
 * @returns a bundle of `text/latex` and `text/plain`
 */
export function latex(source: string): Bundle {
  return { 'text/latex': `$$${source}$$`, 'text/plain': source };
}

/**
 * The bundle of a figure: plotly JSON for front ends that draw it, and its alternative text.
 * plotly.js itself is never part of it.
 * @param figure plain plotly JSON with its alternative text
 * @returns a bundle of plotly JSON and `text/plain`
 */
export function figureBundle(figure: Figure): Bundle {
  const { data, layout, frames, alt } = figure;
  return { [PLOTLY]: { data, layout, ...(frames && { frames }), config: CONFIG }, 'text/plain': alt };
}

/**
 * Words that only screen readers meet. plotly's drawing has no alternative text of its own.
 * @param words plain text
 */
export function hiddenWords(words: string): Bundle {
  const hide = 'position:absolute;width:1px;height:1px;overflow:hidden;clip:rect(0,0,0,0)';
  const source = `<div style="position:relative;height:0"><div style="${hide}">${escapeHtml(words)}</div></div>`;
  return html(source, words);
}

/**
 * Makes text safe to put into HTML, in attribute values too.
 * @param text any text
 * @returns the text with `&`, `<`, `>` and quotes replaced by entities
 */
export function escapeHtml(text: string): string {
  return text
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/"/g, '&quot;')
    .replace(/'/g, '&#39;');
}
