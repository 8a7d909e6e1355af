import { basename, isAbsolute } from 'node:path';

/** `import("/…/lib/dist/spec/network").NetworkSpec`, and `typeof import("/…/lib/dist/figures/index")` for a whole module. */
const IMPORTED = /import\("([^"]+)"\)(\.)?/g;
/** `Module '"/…/lib/dist/index"'`. */
const QUOTED = /'"([^"]+)"'/g;
const ROOM = /[\\/]lib[\\/]dist[\\/](?:.*[\\/])?([^\\/]+)[\\/]index$/;
const PACKAGE = /.*[\\/]node_modules[\\/]((?:@[^\\/]+[\\/])?[^\\/]+)/;

/**
 * A text of the compiler without the paths of files: a type is shown by its name, a module by the name of its room or
 * package.
 *
 * @param text - a message, or the signature of a symbol.
 * @returns the text with `NetworkSpec` in place of `import("/…/network").NetworkSpec`.
 */
export function withoutPaths(text: string): string {
  return text
    .replace(IMPORTED, (_, path: string, dot: string | undefined) => (dot === undefined ? moduleName(path) : ''))
    .replace(QUOTED, (quoted: string, path: string) => (isAbsolute(path) ? `'${moduleName(path)}'` : quoted));
}

function moduleName(path: string): string {
  return PACKAGE.exec(path)?.[1] ?? ROOM.exec(path)?.[1] ?? libraryOr(path);
}

function libraryOr(path: string): string {
  return /[\\/]lib[\\/]dist[\\/]index$/.test(path) ? 'lib' : basename(path);
}
