import { createHmac, randomUUID } from 'node:crypto';

/** What a Jupyter message says about itself. @see https://jupyter-client.readthedocs.io/en/latest/messaging.html */
export interface Header {
  readonly msg_id: string;
  readonly msg_type: string;
  readonly session: string;
  readonly username: string;
  readonly date: string;
  readonly version: string;
}

export type Content = Readonly<Record<string, unknown>>;

/** A Jupyter message, off the wire. */
export interface Message {
  /** The addresses that the ROUTER socket put in front; a reply carries them back. */
  readonly identities: readonly Uint8Array[];
  readonly header: Header;
  /** The header of the request that this message answers; empty for a request. */
  readonly parent: Header | Record<string, never>;
  readonly content: Content;
}

const DELIMITER = Buffer.from('<IDS|MSG>');
const SESSION = randomUUID();
const PROTOCOL_VERSION = '5.3';

/**
 * Reads a message.
 *
 * @param frames - the parts of a ZeroMQ message.
 * @param key - the key of the connection file; with an empty key nothing is signed.
 * @returns the message.
 * @throws Error when the parts are no Jupyter message or the signature does not match.
 */
export function decode(frames: readonly Uint8Array[], key: string): Message {
  const delimiter = frames.findIndex(frame => DELIMITER.equals(frame));
  if (delimiter < 0) throw new Error('A message without the delimiter <IDS|MSG> arrived.');
  const [signature, ...parts] = frames.slice(delimiter + 1).map(frame => Buffer.from(frame).toString());
  if (key !== '' && signature !== sign(parts.slice(0, 4), key))
    throw new Error('A message with a wrong signature arrived.');
  const [header, parent, , content] = parts.slice(0, 4).map(part => JSON.parse(part));
  return { identities: frames.slice(0, delimiter), header, parent, content };
}

/**
 * Writes a message.
 *
 * @param message - the message.
 * @param key - the key of the connection file.
 * @returns the parts of a ZeroMQ message.
 */
export function encode(message: Message, key: string): Uint8Array[] {
  const { identities, header, parent, content } = message;
  const parts = [header, parent, {}, content].map(part => JSON.stringify(part));
  const signature = key === '' ? '' : sign(parts, key);
  return [...identities, DELIMITER, ...[signature, ...parts].map(part => Buffer.from(part))];
}

/**
 * Makes a message that answers a request, or reports on it.
 *
 * @param parent - the request's header.
 * @param type - the message type.
 * @param content - the content.
 * @param identities - who gets it; none for what goes to all front ends.
 * @returns the message.
 */
export function answer(
  parent: Header,
  type: string,
  content: Content,
  identities: readonly Uint8Array[] = [],
): Message {
  const header: Header = {
    msg_id: randomUUID(),
    msg_type: type,
    session: SESSION,
    username: 'kernel',
    date: new Date().toISOString(),
    version: PROTOCOL_VERSION,
  };
  return { identities, header, parent, content };
}

function sign(parts: readonly string[], key: string): string {
  const hmac = createHmac('sha256', key);
  for (const part of parts) hmac.update(part);
  return hmac.digest('hex');
}
