import { parse, unparse } from 'papaparse';
import { excerpt } from '../spec/quoted';

/** A row of a table by its columns. A number where the text is one; NaN where there is nothing. */
export type CsvRow = Readonly<Record<string, string | number>>;

/** Digits that are written of a number: more than any measurement here has. */
const DIGITS = 6;

/**
 * Reads a table as text: a heading, then a line for each row.
 *
 * @param text comma-separated values, as RFC 4180 has them
 * @param name the file's name, for messages
 * @throws TypeError when the rows do not fit the heading, two columns have one name, or a quote is not closed
 */
export function parseCsv(text: string, name: string): CsvRow[] {
  checkColumns(text, name);
  const { data, errors } = parse<Readonly<Record<string, string>>>(text, {
    header: true,
    delimiter: ',',
    skipEmptyLines: true,
  });
  const [error] = errors;
  if (error !== undefined) {
    throw new TypeError(`${name} is no table of comma-separated values: ${error.message}. Make it again.`);
  }
  return data.map(row => Object.fromEntries(Object.entries(row).map(([column, cell]) => [column, toValue(cell)])));
}

/** Papa Parse gives a second column of one name another name, and says so to whoever reads the output. */
function checkColumns(text: string, name: string): void {
  const [columns = []] = parse<readonly string[]>(text, { delimiter: ',', skipEmptyLines: true, preview: 1 }).data;
  const twice = columns.find((column, i) => columns.indexOf(column) !== i);
  if (twice === undefined) return;
  throw new TypeError(`${name} has two columns named '${excerpt(twice)}'. Give each its own name.`);
}

/** A table as text. All rows have the columns of the first one; NaN becomes nothing, and numbers keep six digits. */
export function toCsv(rows: readonly CsvRow[]): string {
  const cells = rows.map(row =>
    Object.fromEntries(Object.entries(row).map(([column, value]) => [column, toCell(value)])),
  );
  return `${unparse(cells, { newline: '\n' })}\n`;
}

function toValue(cell: string): string | number {
  if (cell === '') return Number.NaN;
  const value = Number(cell);
  return Number.isNaN(value) ? cell : value;
}

function toCell(value: string | number): string {
  if (typeof value === 'string') return value;
  return Number.isNaN(value) ? '' : String(Number(value.toPrecision(DIGITS)));
}
