import ts from '@tslab/typescript-for-tslab';

type Builder = ts.EmitAndSemanticDiagnosticsBuilderProgram;
type CreateProgram = ts.CreateProgram<Builder>;

/**
 * Lets `{ x }` stand for `{ x: x }` where x comes from an earlier cell. tslab rewrites such an x to `exports.x`, but it asks
 * the type checker about the x in `{ x }`, which answers with the property and not with the variable; the cell then
 * fails with "x is not defined".
 */
export function withShorthand(createProgram: CreateProgram): CreateProgram {
  return (...args: Parameters<CreateProgram>) => {
    const builder = createProgram(...args);
    const checker = builder.getProgram().getTypeChecker();
    const symbolAt = checker.getSymbolAtLocation;
    checker.getSymbolAtLocation = node =>
      isShorthandName(node) ? checker.getShorthandAssignmentValueSymbol(node.parent) : symbolAt(node);
    const emit = builder.emit;
    builder.emit = (file, write, token, onlyDeclarations, transformers) =>
      emit(file, write, token, onlyDeclarations, {
        ...transformers,
        before: [...(transformers?.before ?? []), expandShorthand],
      });
    return builder;
  };
}

function isShorthandName(node: ts.Node): boolean {
  return node.parent !== undefined && ts.isShorthandPropertyAssignment(node.parent) && node.parent.name === node;
}

/** Writes `{ x: x }` for `{ x }`. The value is the original node, so that the checker still knows it. */
const expandShorthand: ts.TransformerFactory<ts.SourceFile> = context => {
  const visit = (node: ts.Node): ts.Node => {
    if (!ts.isShorthandPropertyAssignment(node) || node.objectAssignmentInitializer !== undefined) {
      return ts.visitEachChild(node, visit, context);
    }
    const key = context.factory.createIdentifier(node.name.text);
    return ts.setTextRange(context.factory.createPropertyAssignment(key, node.name), node);
  };
  return file => ts.visitEachChild(file, visit, context);
};
