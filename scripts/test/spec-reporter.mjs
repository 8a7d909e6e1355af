// @ts-check
import { Readable } from 'node:stream';
import { spec } from 'node:test/reporters';
import { isLoadingLine } from '../cli/loading-lines.mjs';

/** @typedef {AsyncIterable<{ type: string, data: { message?: string } }>} TestEvents */

/**
 * Node's reporter for people, without the lines that TensorFlow writes into every file of tests that loads it.
 *
 * @param {TestEvents} events
 * @returns {AsyncGenerator<string, void>}
 */
export default async function* specReporter(events) {
  yield* Readable.from(withoutLoadingLines(events)).pipe(new spec());
}

/** @param {TestEvents} events */
async function* withoutLoadingLines(events) {
  for await (const event of events) {
    if (event.type !== 'test:stderr' || !isLoadingLine(event.data.message?.trimEnd() ?? '')) yield event;
  }
}
