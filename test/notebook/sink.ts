import type { DisplayMessage, Send } from '../../lib/notebook/display';
import type { Surroundings } from '../../lib/notebook/surroundings';

/** Collects display messages in place of a notebook. */
export function makeSink(): { readonly messages: DisplayMessage[]; readonly send: Send } {
  const messages: DisplayMessage[] = [];
  return { messages, send: message => messages.push(message) > 0 };
}

/** A notebook with a clock that stands still until the test moves it. */
export function makeSurroundings(): Surroundings & { readonly messages: DisplayMessage[]; wait(ms: number): void } {
  const { messages, send } = makeSink();
  let time = 1000;
  return {
    messages,
    send,
    now: () => time,
    wait: ms => {
      time += ms;
    },
  };
}

/** The plain text of a message. */
export function textOf(message: DisplayMessage | undefined): string {
  return String(message?.data['text/plain']);
}

/** The HTML of a message. */
export function htmlOf(message: DisplayMessage | undefined): string {
  return String(message?.data['text/html']);
}
