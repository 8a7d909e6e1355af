import {
  type AxisWindow,
  outputSize,
  type ResolvedWindow,
  span,
  type TransposedAxisWindow,
  transposedOutputSize,
} from '../window';
import type { Step } from './definition';

/**
 * The output size along one axis, written out; with dilation, what the window spans comes first.
 *
 * @param quantity what the line works out, e.g. `output height`
 */
export function outputSizeSteps(quantity: string, input: number, window: AxisWindow): Step[] {
  const { size, stride = 1, padding = [0, 0], dilation = 1, ceilMode = false } = window;
  const [before, after] = padding;
  const [open, close, openTex, closeTex] = ceilMode
    ? ['⌈', '⌉', '\\lceil ', ' \\rceil']
    : ['⌊', '⌋', '\\lfloor ', ' \\rfloor'];
  const steps = (input + before + after - span(size, dilation)) / stride;
  const whole = (ceilMode ? Math.ceil(steps) : Math.floor(steps)) + 1;
  const sum = [input, ...(before + after > 0 ? [before, after] : [])].join(' + ');
  const middle = Number.isInteger(steps) ? '' : ` = ${open}${rounded(steps)}${close} + 1`;
  const middleTex = Number.isInteger(steps) ? '' : ` = ${openTex}${rounded(steps)}${closeTex} + 1`;
  const line: Step = {
    quantity,
    text: `${open}(${sum} − ${span(size, dilation)}) / ${stride}${close} + 1${middle} = ${whole}`,
    latex: `\\left${openTex}\\frac{${sum} - ${span(size, dilation)}}{${stride}}\\right${closeTex.trim()} + 1${middleTex} = ${whole}`,
  };
  const dropped = outputSize(input, window) < whole;
  return [...spanSteps(size, dilation), line, ...(dropped ? [droppedWindow(quantity, whole)] : [])];
}

/** The same for a transposed convolution. */
export function transposedOutputSizeSteps(quantity: string, input: number, window: TransposedAxisWindow): Step[] {
  const { size, stride = 1, padding = [0, 0], dilation = 1, outputPadding = 0 } = window;
  const [before, after] = padding;
  const cut = before + after > 0 ? ` − ${before} − ${after}` : '';
  const extra = outputPadding > 0 ? ` + ${outputPadding}` : '';
  const value = transposedOutputSize(input, window);
  const text = `(${input} − 1) · ${stride}${cut} + ${span(size, dilation)}${extra} = ${value}`;
  return [...spanSteps(size, dilation), { quantity, text, latex: inLatex(text) }];
}

/** A window along one axis, with all that explicit sizes need. */
type Along = Required<Omit<AxisWindow, 'ceilMode'>>;

/** The lines for both axes of a window. */
export function perAxis(
  window: ResolvedWindow,
  steps: (quantity: string, axis: 0 | 1, along: Along) => Step[],
): Step[] {
  const along = (axis: 0 | 1): Along => ({
    size: window.size[axis],
    stride: window.strides[axis],
    padding: window.padding[axis],
    dilation: window.dilationRate[axis],
  });
  return [...steps('output height', 0, along(0)), ...steps('output width', 1, along(1))];
}

/** A product and what is added to it, written out: `3 · 3 · 64 · 128 + 128 = 73,856`. */
export function productStep(quantity: string, factors: readonly number[], added: readonly number[] = []): Step {
  const product = factors.reduce((value, factor) => value * factor, 1);
  const value = added.reduce((sum, term) => sum + term, product);
  const text = [factors.join(' · '), ...added].join(' + ');
  const total = value.toLocaleString('en');
  return {
    quantity,
    text: `${text} = ${total}`,
    latex: `${text.replaceAll('·', '\\cdot')} = ${total.replaceAll(',', '{,}')}`,
  };
}

function spanSteps(size: number, dilation: number): Step[] {
  if (dilation === 1) return [];
  const text = `${dilation} · (${size} − 1) + 1 = ${span(size, dilation)}`;
  return [{ quantity: 'window spans', text, latex: inLatex(text) }];
}

/** In ceil mode, a last window that would start in the padding is left out. */
function droppedWindow(quantity: string, count: number): Step {
  return {
    quantity: `${quantity}, without the window that starts in the padding`,
    text: `${count} − 1 = ${count - 1}`,
    latex: `${count} - 1 = ${count - 1}`,
  };
}

function inLatex(text: string): string {
  return text.replaceAll('−', '-').replaceAll('·', '\\cdot');
}

function rounded(value: number): string {
  return String(Number(value.toFixed(3))).replace('-', '−');
}
