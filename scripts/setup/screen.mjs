// @ts-check

/**
 * What a step may say while it runs.
 *
 * @typedef {object} Reporter
 * @property {(text: string) => void} progress what is going on; replaces what it said before
 * @property {(text: string) => void} note a line that stays
 *
 * @typedef {object} Output
 * @property {boolean} [isTTY]
 * @property {number} [columns]
 * @property {(text: string) => unknown} write
 */

const titleWidth = 20;
const detailWidth = 62;
/** Without a terminal, progress is printed this often (seconds). */
const quietInterval = 15;

/**
 * Prints steps: a line that ticks on a terminal, plain lines now and then elsewhere.
 *
 * @param {Output} output
 * @param {() => number} [now] clock in milliseconds
 */
export function createScreen(output, now = Date.now) {
  const seconds = (/** @type {number} */ since) => (now() - since) / 1000;
  const clear = () => output.isTTY && output.write('\r\u001b[K');

  return {
    /** @param {string} text */
    say(text) {
      clear();
      output.write(`${text}\n`);
    },

    /**
     * @param {string} number such as "2/6"
     * @param {string} title
     */
    step(number, title) {
      const started = now();
      const label = `  ${number}  ${title.padEnd(titleWidth)}`;
      let current = '';
      let lastPrinted = started;
      const draw = () => {
        const line = `${label}${current.padEnd(detailWidth)}${seconds(started).toFixed(0).padStart(5)} s`;
        output.write(`\r\u001b[K${line.slice(0, (output.columns ?? 100) - 1)}`);
      };
      const tick = () => {
        if (output.isTTY) return draw();
        if ((now() - lastPrinted) / 1000 < quietInterval) return;
        lastPrinted = now();
        output.write(`       ${title}: ${current} (${seconds(started).toFixed(0)} s)\n`);
      };
      const timer = setInterval(tick, 500);
      if (output.isTTY) draw();

      return {
        /** @param {string} text */
        progress(text) {
          current = text;
          if (output.isTTY) draw();
        },
        /** @param {string} text */
        note(text) {
          clear();
          output.write(`       ${text}\n`);
        },
        /** @param {string} detail */
        done(detail) {
          clearInterval(timer);
          clear();
          output.write(`${label}${detail.padEnd(detailWidth)}${seconds(started).toFixed(1).padStart(7)} s\n`);
        },
        stop() {
          clearInterval(timer);
          clear();
        },
      };
    },
  };
}

/** @typedef {ReturnType<typeof createScreen>} Screen */
