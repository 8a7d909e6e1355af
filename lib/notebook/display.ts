import { randomUUID } from 'node:crypto';
import type { Figure } from '../figures/style/figure';
import { type Bundle, figureBundle, hiddenWords, html } from './content';
import { sendBundle } from './sendBundle';

/** One display message: a bundle, and which display it makes or updates. */
export interface DisplayMessage {
  readonly data: Bundle;
  readonly displayId?: string;
  readonly update?: boolean;
}

/** Hands a message to the front end; false when there is none and the text was printed instead. */
export type Send = (message: DisplayMessage) => boolean;

/** A place in the output of a cell whose content can be replaced. */
export interface Display {
  /**
   * Shows content, in the place of what was shown before.
   * @param content a figure or a bundle
   */
  update(content: Figure | Bundle): void;
}

/** Sends to the notebook's front end; prints the plain text where there is no notebook. */
export const sendOrPrint: Send = message => {
  const sent = sendBundle({ ...message, data: { ...message.data } });
  const text = message.data['text/plain'];
  if (!sent && typeof text === 'string') console.log(text);
  return sent;
};

/**
 * Shows content below the cell: a figure is interactive in JupyterLab and VS Code, and screen readers find its alternative
 * text behind it. Outside a notebook the text is printed. Introduced in notebook welcome.
 * @param content a figure from `figures`, or a bundle from `html`, `markdown`, `latex`, `table`
 * @param send where the message goes; tests pass their own
 */
export function show(content: Figure | Bundle, send: Send = sendOrPrint): void {
  newDisplay(send).update(content);
}

/**
 * Makes a place below the cell whose content can be replaced later. It appears with its first content.
 * @param send where the messages go; tests pass their own
 * @returns the place; call its `update`
 */
export function newDisplay(send: Send = sendOrPrint): Display {
  const main = newSlot(send);
  const words = newSlot(send);
  let showsFigure = false;
  return {
    update(content) {
      const figure = isFigure(content);
      // JupyterLab's plotly renderer ignores a second figure, so another type makes room for it.
      if (figure && showsFigure) main(html('', content.alt));
      showsFigure = figure;
      const sent = main(figure ? figureBundle(content) : content);
      if (figure && sent) words(hiddenWords(content.alt));
    },
  };
}

/** One output of the cell: the first message makes it, the next ones replace it. */
function newSlot(send: Send): (data: Bundle) => boolean {
  const displayId = randomUUID();
  let shown = false;
  return data => {
    const update = shown;
    shown = true;
    return send({ data, displayId, update });
  };
}

function isFigure(content: Figure | Bundle): content is Figure {
  return Array.isArray(content.data) && typeof content.alt === 'string';
}
