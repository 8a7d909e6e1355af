import { readText } from '../files/readText';
import { quoted } from '../spec/quoted';

/** What a JSON file says of a category, an image or an annotation, until each field is checked. */
export type Fields = Readonly<Record<string, unknown>>;

/** @throws Error when the file cannot be read; TypeError when it holds no object of JSON */
export function readJson(path: string): Fields {
  const text = readText(path, { where: 'coco', missing: 'Name the .json file with the annotations.' });
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new TypeError(
      `coco: ${path} cannot be read as JSON: ${reason}. Correct the file, or copy it again: it may be cut short.`,
    );
  }
  return fieldsOf(parsed, path);
}

export function fieldsOf(value: unknown, where: string): Fields {
  if (isFields(value)) return value;
  throw new TypeError(`${where} must be an object with fields. Received ${quoted(value)}. Correct the file.`);
}

export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The list that a file must have. */
export function listOf(file: Fields, name: string, path: string): readonly unknown[] {
  const list = file[name];
  if (Array.isArray(list)) return list;
  throw new TypeError(
    `${path} must have a list '${name}'. Received ${quoted(list)}. Choose a file of COCO's object instances.`,
  );
}

export function numberOf(value: unknown, name: string, where: string): number {
  const field = fieldsOf(value, where)[name];
  if (typeof field === 'number' && Number.isFinite(field)) return field;
  throw new TypeError(`${where}: '${name}' must be a number. Received ${quoted(field)}. Correct the file.`);
}

export function textOf(value: unknown, name: string, where: string): string {
  const field = fieldsOf(value, where)[name];
  if (typeof field === 'string' && field !== '') return field;
  throw new TypeError(`${where}: '${name}' must be a text. Received ${quoted(field)}. Correct the file.`);
}
