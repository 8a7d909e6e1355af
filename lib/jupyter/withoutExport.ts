import ts from '@tslab/typescript-for-tslab';

/**
 * A cell without the word `export` in front of what it declares, which later cells see anyway; the compiler would find it
 * exported twice. `export * from` becomes `import`. All other characters keep their places.
 */
export function withoutExport(code: string): string {
  if (!/\bexport\b/.test(code)) return code;
  const file = ts.createSourceFile('cell.ts', code, ts.ScriptTarget.Latest);
  return file.statements.reduce((text, statement) => {
    const [start, end] = exportIn(statement, file) ?? [0, 0];
    const word = ts.isExportDeclaration(statement) ? 'import' : '';
    return text.slice(0, start) + word.padEnd(end - start) + text.slice(end);
  }, code);
}

function exportIn(statement: ts.Statement, file: ts.SourceFile): readonly [number, number] | undefined {
  if (ts.isExportDeclaration(statement)) {
    const { exportClause, moduleSpecifier, isTypeOnly } = statement;
    const isAll = exportClause === undefined && moduleSpecifier !== undefined && !isTypeOnly;
    return isAll ? [statement.getStart(file), moduleSpecifier.getStart(file)] : undefined;
  }
  const modifiers = ts.canHaveModifiers(statement) ? (ts.getModifiers(statement) ?? []) : [];
  if (modifiers.some(({ kind }) => kind === ts.SyntaxKind.DefaultKeyword)) return undefined;
  const modifier = modifiers.find(({ kind }) => kind === ts.SyntaxKind.ExportKeyword);
  return modifier && [modifier.getStart(file), modifier.end];
}
