import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Figure } from '../../lib/figures/style/figure';
import { escapeHtml, html, latex, markdown } from '../../lib/notebook/content';
import { newDisplay, sendOrPrint, show } from '../../lib/notebook/display';
import { htmlOf, makeSink, textOf } from './sink';

const PLOTLY = 'application/vnd.plotly.v1+json';
const figure: Figure = {
  data: [{ type: 'scatter', x: [0, 1], y: [2, 3] }],
  layout: { title: { text: 'Loss' } },
  alt: 'Loss rises from 2 to 3 & stops.',
};

test('a figure is plotly JSON with its alternative text, and no plotly.js', () => {
  const { messages, send } = makeSink();
  show(figure, send);
  assert.deepEqual(messages[0]?.data, {
    [PLOTLY]: {
      data: figure.data,
      layout: figure.layout,
      config: { displayModeBar: false, showSendToCloud: false, showAxisDragHandles: false, typesetMath: false },
    },
    'text/plain': figure.alt,
  });
  assert.ok(JSON.stringify(messages).length < 1500);
});

test('frames of an animation are part of the plotly JSON', () => {
  const { messages, send } = makeSink();
  const frames = [{ name: '1', data: [] }];
  show({ ...figure, frames }, send);
  const plotly = messages[0]?.data[PLOTLY];
  assert.ok(typeof plotly === 'object' && plotly !== null && 'frames' in plotly);
  assert.deepEqual(plotly.frames, frames);
});

test('the alternative text follows the figure where only screen readers meet it, escaped', () => {
  const { messages, send } = makeSink();
  show(figure, send);
  assert.equal(messages.length, 2);
  assert.match(htmlOf(messages[1]), /clip:rect\(0,0,0,0\).*>Loss rises from 2 to 3 &amp; stops\.</);
  assert.notEqual(messages[0]?.displayId, messages[1]?.displayId);
});

test('a bundle is sent as it is', () => {
  const { messages, send } = makeSink();
  show(html('<b>1</b>', '1'), send);
  show(markdown('**1**'), send);
  show(latex('x^2'), send);
  assert.deepEqual(
    messages.map(message => message.data),
    [
      { 'text/html': '<b>1</b>', 'text/plain': '1' },
      { 'text/markdown': '**1**', 'text/plain': '**1**' },
      { 'text/latex': '$$x^2$$', 'text/plain': 'x^2' },
    ],
  );
});

test('a display appears once and is then updated in place', () => {
  const { messages, send } = makeSink();
  const display = newDisplay(send);
  assert.equal(messages.length, 0);
  for (const text of ['a', 'b', 'c']) display.update(html(text, text));
  assert.deepEqual(messages.map(textOf), ['a', 'b', 'c']);
  assert.deepEqual(
    messages.map(message => message.update),
    [false, true, true],
  );
  assert.equal(new Set(messages.map(message => message.displayId)).size, 1);
});

test('between two figures in one display stands another type, because JupyterLab ignores the second otherwise', () => {
  const { messages, send } = makeSink();
  const display = newDisplay(send);
  display.update(figure);
  display.update({ ...figure, alt: 'second' });
  const main = messages.filter(message => message.displayId === messages[0]?.displayId);
  assert.deepEqual(
    main.map(message => Object.keys(message.data)[0]),
    [PLOTLY, 'text/html', PLOTLY],
  );
  assert.equal(textOf(messages.at(-1)), 'second');
});

test('outside a notebook the text is printed once and nothing is sent', t => {
  const log = t.mock.method(console, 'log', () => {});
  show(figure);
  assert.deepEqual(
    log.mock.calls.map(call => call.arguments),
    [[figure.alt]],
  );
  assert.equal(sendOrPrint({ data: { 'text/plain': 'x' } }), false);
});

test('escapeHtml leaves no character that HTML reads as markup', () => {
  assert.equal(escapeHtml(`<a href="x" id='y'>&</a>`), '&lt;a href=&quot;x&quot; id=&#39;y&#39;&gt;&amp;&lt;/a&gt;');
});
