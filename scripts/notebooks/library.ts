/**
 * A hash of the part of lib that a notebook uses, as it runs: esbuild bundles the rooms that the notebook imports
 * and takes the comments, types and spaces out of the result. Editing those does not change the hash, nor does code in
 * rooms that no import reaches; anything that could change an output does. Names stay as they are: esbuild would choose
 * short ones by counting letters, comments and types included.
 */
import { createHash } from 'node:crypto';
import { build } from 'esbuild';
import ts from 'typescript';
import type { Course } from './course';
import type { Notebook } from './notebook';

/**
 * Hashes the library as a notebook sees it.
 * @param course its folders; lib/index.ts is the entry
 * @param notebook the notebook, in either form
 * @returns 16 hexadecimal digits; the same for notebooks that import nothing from lib
 * @throws SyntaxError when a cell imports a file of lib past its index, which a kernel would not find
 */
export async function hashLibrary(course: Course, notebook: Notebook): Promise<string> {
  const names = importedNames(notebook);
  const contents = names.length === 0 ? '' : `export { ${names.join(', ')} } from './lib/index';`;
  const result = await build({
    stdin: { contents, resolveDir: course.root, loader: 'ts' },
    bundle: true,
    minifySyntax: true,
    minifyWhitespace: true,
    legalComments: 'none',
    packages: 'external',
    platform: 'node',
    format: 'cjs',
    write: false,
    logLevel: 'silent',
  });
  return createHash('sha256')
    .update(result.outputFiles[0]?.text ?? '')
    .digest('hex')
    .slice(0, 16);
}

/** Names that the cells import from '../lib', sorted, each once. */
function importedNames(notebook: Notebook): string[] {
  const names = notebook.cells
    .filter(cell => cell.cell_type === 'code')
    .flatMap(cell => ts.createSourceFile('cell.ts', cell.source, ts.ScriptTarget.ES2022).statements.flatMap(namesFrom));
  return [...new Set(names)].sort();
}

function namesFrom(statement: ts.Statement): string[] {
  if (!ts.isImportDeclaration(statement) || !ts.isStringLiteral(statement.moduleSpecifier)) return [];
  const from = statement.moduleSpecifier.text;
  if (!from.startsWith('.')) return [];
  const bindings = statement.importClause?.namedBindings;
  if (from !== '../lib' || bindings === undefined || !ts.isNamedImports(bindings)) {
    throw new SyntaxError(`A cell imports from '${from}'. Notebooks write: import { models, figures } from '../lib'.`);
  }
  return bindings.elements.map(element => (element.propertyName ?? element.name).text);
}
