/** Formulas as HTML, made once while the site is built: a page needs no script for them. */
import katex from 'katex';

const FORMULA = /<span class="math (inline|block)">([\s\S]*?)<\/span>/g;

const ENTITIES: Readonly<Record<string, string>> = {
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&#39;': "'",
  '&#x27;': "'",
};

/**
 * Draws the formulas of a page.
 * @param html cells as export.py writes them
 * @returns the same with KaTeX's HTML, and MathML for screen readers, in the place of LaTeX
 * @throws Error when a formula is not valid LaTeX
 */
export function renderMath(html: string): string {
  return html.replace(FORMULA, (_, kind: string, escaped: string) => {
    const latex = decodeEntities(escaped);
    return katex.renderToString(latex, { displayMode: kind === 'block', strict: 'ignore', throwOnError: true });
  });
}

function decodeEntities(html: string): string {
  const text = html.replace(/&(lt|gt|quot|#39|#x27);/g, entity => ENTITIES[entity] ?? entity);
  return text.replaceAll('&amp;', '&');
}
