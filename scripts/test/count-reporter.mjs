// @ts-check

/**
 * A reporter for node:test that yields nothing but the numbers, as JSON: what test.mjs adds up.
 *
 * @param {AsyncIterable<{ type: string, data: { nesting?: number, message?: string } }>} events
 */
export default async function* countReporter(events) {
  const counts = { pass: 0, fail: 0, cancelled: 0 };
  for await (const { type, data } of events) {
    const found =
      type === 'test:diagnostic' && data.nesting === 0 && /^(pass|fail|cancelled) (\d+)$/.exec(data.message ?? '');
    if (found) counts[/** @type {keyof counts} */ (found[1])] = Number(found[2]);
  }
  yield JSON.stringify(counts);
}
