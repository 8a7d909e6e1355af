import { parseXml, XmlElement } from '@rgrove/parse-xml';
import { readText } from '../files/readText';
import { excerpt } from '../spec/quoted';

export type { XmlElement };

/**
 * Reads an XML file strictly.
 *
 * @param path the file
 * @param root the name that its outermost element must have
 * @returns the outermost element
 * @throws Error when the file cannot be read
 * @throws TypeError when it is malformed, or is about something else
 */
export function parseXmlFile(path: string, root: string): XmlElement {
  const element = parse(readText(path), path);
  if (element?.name === root) return element;
  throw new TypeError(
    `${path} must hold <${root}>. Received <${excerpt(element?.name ?? '')}>. It is another kind of file.`,
  );
}

function parse(text: string, path: string): XmlElement | null {
  try {
    return parseXml(text).root;
  } catch (error) {
    // The first line says what and where; the others draw it.
    const [reason = ''] = (error instanceof Error ? error.message : String(error)).split('\n');
    throw new TypeError(`${path} is not well-formed XML: ${excerpt(reason, 200)}. Correct the file, or copy it again.`);
  }
}

/** The direct children with a name. */
export function childrenNamed(element: XmlElement, name: string): readonly XmlElement[] {
  return element.children.filter((child): child is XmlElement => child instanceof XmlElement && child.name === name);
}

/**
 * The text of a direct child.
 *
 * @param where the file and the place in it, for the message
 * @throws TypeError when there is no such child or it is empty
 */
export function textIn(element: XmlElement, name: string, where: string): string {
  const text = childrenNamed(element, name)[0]?.text.trim() ?? '';
  if (text !== '') return text;
  throw new TypeError(`${where}: <${element.name}> must hold a <${name}> with text. Correct the file.`);
}

/** The number in a direct child. */
export function numberIn(element: XmlElement, name: string, where: string): number {
  const text = textIn(element, name, where);
  const value = Number(text);
  if (Number.isFinite(value)) return value;
  throw new TypeError(`${where}: <${name}> must be a number. Received '${excerpt(text)}'. Correct the file.`);
}
