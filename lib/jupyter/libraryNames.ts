import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import ts from '@tslab/typescript-for-tslab';
import { ROOT } from './hints';

/** What the library exports: names of its own, such as `show`, and the names in its rooms. */
export interface LibraryNames {
  readonly own: ReadonlySet<string>;
  /** `analyze` → `['arithmetic']`. */
  readonly rooms: ReadonlyMap<string, readonly string[]>;
}

const NOTHING: LibraryNames = { own: new Set(), rooms: new Map() };
let names: LibraryNames | undefined;

/** The names that the compiled library exports. Its declarations are read when they are first needed. */
export function libraryNames(): LibraryNames {
  const index = join(ROOT, 'lib', 'dist', 'index.d.ts');
  names ??= existsSync(index) ? readNames(index) : NOTHING;
  return names;
}

function readNames(index: string): LibraryNames {
  const exported = exportsOf(index);
  const rooms = new Map<string, string[]>();
  for (const { name, room } of exported) {
    if (room === undefined) continue;
    for (const member of exportsOf(room)) rooms.set(member.name, [...(rooms.get(member.name) ?? []), name]);
  }
  return { own: new Set(exported.map(({ name }) => name)), rooms };
}

interface Exported {
  readonly name: string;
  /** The declarations of a room that is exported as a whole. */
  readonly room?: string;
}

function exportsOf(file: string): Exported[] {
  const text = readFileSync(file, 'utf8');
  const { statements } = ts.createSourceFile(file, text, ts.ScriptTarget.Latest);
  return statements.flatMap(statement =>
    ts.isExportDeclaration(statement) ? exportedBy(statement, file) : declaredBy(statement),
  );
}

/** `export * as room from './room'`, `export { name } from './file'`, and `export * from './file'`. */
function exportedBy({ exportClause, moduleSpecifier }: ts.ExportDeclaration, file: string): Exported[] {
  const from = moduleSpecifier && ts.isStringLiteral(moduleSpecifier) ? declarations(file, moduleSpecifier.text) : '';
  if (exportClause === undefined) return from === '' ? [] : exportsOf(from);
  if (ts.isNamespaceExport(exportClause)) return [{ name: exportClause.name.text, room: from }];
  return exportClause.elements.map(({ name }) => ({ name: name.text }));
}

function declarations(file: string, module: string): string {
  const path = join(dirname(file), module);
  return [`${path}.d.ts`, join(path, 'index.d.ts')].find(candidate => existsSync(candidate)) ?? '';
}

function declaredBy(statement: ts.Statement): Exported[] {
  if (ts.isVariableStatement(statement)) {
    const declared = statement.declarationList.declarations.map(({ name }) => name);
    return declared.filter(ts.isIdentifier).map(({ text }) => ({ name: text }));
  }
  const isNamed =
    ts.isFunctionDeclaration(statement) ||
    ts.isClassDeclaration(statement) ||
    ts.isInterfaceDeclaration(statement) ||
    ts.isTypeAliasDeclaration(statement);
  return isNamed && statement.name ? [{ name: statement.name.text }] : [];
}
