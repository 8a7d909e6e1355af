import ts from '@tslab/typescript-for-tslab';

/*
 * The variables that a cell defines for later cells. tslab's first step gives a cell as a module that exports all of them.
 */

/** The names of what a cell defines. */
export function definedBy(file: ts.SourceFile): string[] {
  return file.statements.flatMap(statement => {
    if (isList(statement)) return statement.exportClause.elements.map(({ name }) => name.text);
    // The value of the last expression.
    return ts.isVariableStatement(statement) && statement.modifiers ? namesIn(statement) : [];
  });
}

/**
 * Makes a cell and later ones share what the cell declares with `let`: what one of them assigns, the functions of all of
 * them see. tslab copies the value to `exports.x` at each assignment in the cell itself, at a thousand times the price of
 * the assignment, and lets later cells assign to the copy, which functions of the cell do not see.
 */
export const shareVariables: ts.TransformerFactory<ts.SourceFile> = ({ factory }) => {
  const share = (name: string): ts.Statement => {
    const [variable, given] = [factory.createIdentifier(name), factory.createUniqueName('given')];
    const descriptor = {
      enumerable: factory.createTrue(),
      configurable: factory.createTrue(),
      get: factory.createArrowFunction(undefined, undefined, [], undefined, undefined, variable),
      set: factory.createArrowFunction(
        undefined,
        undefined,
        [factory.createParameterDeclaration(undefined, undefined, given)],
        undefined,
        undefined,
        factory.createAssignment(variable, given),
      ),
    };
    const fields = Object.entries(descriptor).map(([field, value]) => factory.createPropertyAssignment(field, value));
    const define = factory.createPropertyAccessExpression(factory.createIdentifier('Object'), 'defineProperty');
    const target = [factory.createIdentifier('exports'), factory.createStringLiteral(name)];
    const call = factory.createCallExpression(define, undefined, [
      ...target,
      factory.createObjectLiteralExpression(fields),
    ]);
    return factory.createExpressionStatement(call);
  };

  return file => {
    const variables = new Set(file.statements.flatMap(variablesOf));
    const shared = file.statements.filter(isList).flatMap(list => sharedBy(list, variables));
    const statements = file.statements.map(statement => {
      if (!isList(statement)) return statement;
      const { modifiers, isTypeOnly, exportClause, moduleSpecifier, assertClause } = statement;
      const others = exportClause.elements.filter(element => !isShared(element, variables));
      const clause = factory.updateNamedExports(exportClause, others);
      return factory.updateExportDeclaration(statement, modifiers, isTypeOnly, clause, moduleSpecifier, assertClause);
    });
    return factory.updateSourceFile(file, [...shared.map(share), ...statements]);
  };
};

/** `export { x, y }`, of variables of the file itself. */
type List = ts.ExportDeclaration & { readonly exportClause: ts.NamedExports };

function isList(statement: ts.Statement): statement is List {
  if (!ts.isExportDeclaration(statement) || statement.moduleSpecifier !== undefined) return false;
  return statement.exportClause !== undefined && ts.isNamedExports(statement.exportClause);
}

function sharedBy({ exportClause }: List, variables: ReadonlySet<string>): string[] {
  return exportClause.elements.filter(element => isShared(element, variables)).map(({ name }) => name.text);
}

function isShared({ name, propertyName }: ts.ExportSpecifier, variables: ReadonlySet<string>): boolean {
  return propertyName === undefined && variables.has(name.text);
}

/** What a statement declares with `let` or `var`. */
function variablesOf(statement: ts.Statement): string[] {
  if (!ts.isVariableStatement(statement) || statement.modifiers) return [];
  return statement.declarationList.flags & ts.NodeFlags.Const ? [] : namesIn(statement);
}

function namesIn({ declarationList }: ts.VariableStatement): string[] {
  return declarationList.declarations.flatMap(({ name }) => namesOf(name));
}

function namesOf(name: ts.BindingName): string[] {
  if (ts.isIdentifier(name)) return [name.text];
  return name.elements.flatMap(element => (ts.isOmittedExpression(element) ? [] : namesOf(element.name)));
}
