/** What the cells of a notebook use of lib: `figures.bars`, `exercise('counting.3', …)`. */
import ts from 'typescript';
import type { Notebook } from '../../lib/workbook/notebook';

/** One place where a cell uses what it has imported from lib. */
export interface Use {
  /** As lib exports it: a room, such as `figures`, or a function, such as `exercise`. */
  readonly name: string;
  /** What it uses of the room; the whole room when it is undefined. */
  readonly member?: string;
  /** The text that it hands to the function, or to the member, where it calls one. */
  readonly argument?: string;
}

const LIBRARY = '../lib';

/**
 * Lists the uses of lib. Cells share their names, and a text that itself imports lib, such as a program for another
 * process, counts as a cell. A name that means something else in a function is taken for lib's: that is a use too many.
 * @param notebook in either form
 * @throws SyntaxError when a cell imports a file of lib past its index, which a kernel would not find
 */
export function usesOf(notebook: Notebook): Use[] {
  const programs = notebook.cells.flatMap(cell => (cell.cell_type === 'code' ? programsIn(cell.source) : []));
  const names = new Map(programs.flatMap(program => nodesOf(program).flatMap(bindingsOf)));
  return programs.flatMap(program => nodesOf(program).flatMap(node => useAt(node, names)));
}

/** The code itself, and the programs in its texts. */
function programsIn(code: string): ts.SourceFile[] {
  const program = ts.createSourceFile('cell.ts', code, ts.ScriptTarget.ES2022, true);
  const texts = nodesOf(program).filter(ts.isStringLiteralLike);
  return [
    program,
    ...texts.filter(({ text }) => text.includes(`'${LIBRARY}'`)).flatMap(({ text }) => programsIn(text)),
  ];
}

function nodesOf(node: ts.Node): ts.Node[] {
  const nodes = [node];
  ts.forEachChild(node, child => void nodes.push(...nodesOf(child)));
  return nodes;
}

/** The names that an import or a `require` of lib makes, with what lib calls them. */
function bindingsOf(node: ts.Node): [local: string, exported: string][] {
  if (ts.isImportDeclaration(node) && ts.isStringLiteral(node.moduleSpecifier)) {
    const from = node.moduleSpecifier.text;
    if (!from.startsWith('.')) return [];
    const bindings = node.importClause?.namedBindings;
    if (from !== LIBRARY || bindings === undefined || !ts.isNamedImports(bindings)) {
      throw new SyntaxError(
        `A cell imports from '${from}'. Notebooks write: import { models, figures } from '${LIBRARY}'.`,
      );
    }
    return bindings.elements.map(({ name, propertyName }) => [name.text, (propertyName ?? name).text]);
  }
  if (!ts.isVariableDeclaration(node) || !node.initializer || !isLibraryRequire(node.initializer)) return [];
  const names = takenFrom(node.name);
  if (names !== undefined) return names;
  throw new SyntaxError(
    `A cell calls require('${LIBRARY}'). Notebooks write: const { models } = require('${LIBRARY}').`,
  );
}

function isLibraryRequire(node: ts.Expression): boolean {
  return ts.isCallExpression(node) && node.expression.getText() === 'require' && firstText(node) === LIBRARY;
}

/** What `{ a, b: c }` takes from an object: c as b. Nothing where it takes the rest too, or is no such pattern. */
function takenFrom(name: ts.BindingName): [local: string, taken: string][] | undefined {
  if (!ts.isObjectBindingPattern(name)) return undefined;
  const taken = name.elements.flatMap((element): [string, string][] => {
    const from = element.propertyName ?? element.name;
    const isPlain = ts.isIdentifier(element.name) && ts.isIdentifier(from) && !element.dotDotDotToken;
    return isPlain ? [[element.name.text, from.text]] : [];
  });
  return taken.length === name.elements.length ? taken : undefined;
}

function useAt(node: ts.Node, names: ReadonlyMap<string, string>): Use[] {
  const name = ts.isIdentifier(node) && isValue(node) ? names.get(node.text) : undefined;
  if (name === undefined) return [];
  const { parent } = node;
  if (ts.isPropertyAccessExpression(parent)) return [{ name, member: parent.name.text, ...argumentOf(parent) }];
  if (ts.isElementAccessExpression(parent) && ts.isStringLiteralLike(parent.argumentExpression)) {
    return [{ name, member: parent.argumentExpression.text }];
  }
  if (ts.isVariableDeclaration(parent)) {
    const taken = takenFrom(parent.name);
    if (taken !== undefined) return taken.map(([, member]) => ({ name, member }));
  }
  return [{ name, ...argumentOf(node) }];
}

/** The text that is handed over where this is called. */
function argumentOf(node: ts.Node): Pick<Use, 'argument'> {
  const call = node.parent;
  const argument = ts.isCallExpression(call) && call.expression === node ? firstText(call) : undefined;
  return argument === undefined ? {} : { argument };
}

/** Whether a name is read here. It is not where it is declared, where it is the name of a field, or in a type. */
function isValue(node: ts.Identifier): boolean {
  const { parent } = node;
  if (ts.isPropertyAccessExpression(parent)) return parent.expression === node;
  if (ts.isShorthandPropertyAssignment(parent)) return true;
  if (ts.isExpressionWithTypeArguments(parent)) return true;
  if (ts.isImportSpecifier(parent) || ts.isTypeNode(parent) || ts.isQualifiedName(parent)) return false;
  return !('name' in parent && parent.name === node) && !('propertyName' in parent && parent.propertyName === node);
}

function firstText(call: ts.CallExpression): string | undefined {
  const [first] = call.arguments;
  return first && ts.isStringLiteralLike(first) ? first.text : undefined;
}
