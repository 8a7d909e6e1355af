/**
 * The part of lib that a notebook uses, as it runs: esbuild bundles the members of rooms that the cells name, the exercises
 * that they ask, and all that these need, and takes the comments, types and spaces out of the result. Editing those does not
 * change the hash, nor does code that the notebook does not reach; anything that could change an output does. What a file
 * does when it is loaded counts with the file; lib/package.json lists such files, and without them esbuild would leave
 * nothing out. Names stay as they are: esbuild would choose short ones by counting letters, comments and types included.
 */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { build, type Plugin } from 'esbuild';
import ts from 'typescript';
import { courseCatalogue } from '../../lib/exercises/engine/catalogue';
import { notebookOf } from '../../lib/exercises/engine/ids';
import { at } from '../../lib/spec/at';
import type { Notebook } from '../../lib/workbook/notebook';
import type { Course } from './course';
import { type Use, usesOf } from './uses';

export interface LibraryPart {
  /** 16 hexadecimal digits; the same for notebooks that use nothing of lib. */
  readonly hash: string;
  /** The files of lib that it comes from, such as `lib/spec/graph.ts`, with the bytes that are left of each. */
  readonly files: Readonly<Record<string, number>>;
}

/** The kernel, which words the errors of cells that are meant to fail. */
const KERNEL = './lib/jupyter/preload';
/** The room whose functions load a notebook's exercises by name. */
const EXERCISES = './lib/exercises';
/** What TensorFlow calls by itself: the layers of the course's networks, when it loads a saved one. */
const SAVED_MODELS = { member: 'loadLayersModel', layers: './lib/tfjs/model/modelLayers' } as const;

/**
 * Finds the part of lib that a notebook uses.
 * @param course its folders; lib/index.ts says where each name comes from
 * @param notebook the notebook, in either form
 * @throws SyntaxError when a cell imports lib in another way than by its names
 * @throws RangeError when lib does not export a name
 */
export async function libraryPart(course: Course, notebook: Notebook): Promise<LibraryPart> {
  const result = await build({
    stdin: { contents: entryFor(course, notebook), resolveDir: course.root, sourcefile: 'entry.ts', loader: 'ts' },
    absWorkingDir: course.root,
    plugins: [lateFiles],
    bundle: true,
    treeShaking: true,
    minifySyntax: true,
    minifyWhitespace: true,
    legalComments: 'none',
    packages: 'external',
    platform: 'node',
    format: 'cjs',
    write: false,
    metafile: true,
    logLevel: 'silent',
  });
  const { text } = at(result.outputFiles, 0);
  const { inputs } = at(Object.values(result.metafile.outputs), 0);
  const files = Object.entries(inputs).map(([path, { bytesInOutput }]) => [path, bytesInOutput] as const);
  return {
    hash: createHash('sha256').update(text).digest('hex').slice(0, 16),
    files: Object.fromEntries(files.filter(([path, bytes]) => bytes > 0 && path.startsWith('lib/'))),
  };
}

/** A module that imports what the cells use, each from its own place, so that esbuild can leave out the rest. */
function entryFor(course: Course, notebook: Notebook): string {
  const origins = readIndex(join(course.root, 'lib', 'index.ts'));
  const uses = usesOf(notebook);
  const names = [...new Set(uses.map(({ name }) => name))].sort();
  const imports = names.map(name => {
    const origin = origins.get(name);
    if (origin === undefined)
      throw new RangeError(`A cell imports '${name}' from '../lib', which exports no such name.`);
    return origin.isRoom ? `import * as ${name} from '${origin.from}';` : `import { ${name} } from '${origin.from}';`;
  });
  const asking = uses.filter(({ name }) => origins.get(name)?.from === EXERCISES);
  const exercises = notebooksAsked(course, asking).map(
    slug => `export * as "${slug}" from '${EXERCISES}/${slug}/exercises';`,
  );
  const expressions = uses.map(({ name, member }) => (member === undefined ? name : `${name}.${member}`));
  const used = [...new Set(expressions)].sort();
  return [...imports, ...exercises, ...loadedByItself(notebook), `export const used = [${used.join(', ')}];`].join(
    '\n',
  );
}

interface Origin {
  /** Such as `./lib/figures`. */
  readonly from: string;
  /** `export * as NAME`, and not one of the names in `from`. */
  readonly isRoom: boolean;
}

/** Where each name of lib comes from. */
function readIndex(path: string): ReadonlyMap<string, Origin> {
  const { statements } = ts.createSourceFile(path, readFileSync(path, 'utf8'), ts.ScriptTarget.ES2022);
  return new Map(
    statements.filter(ts.isExportDeclaration).flatMap(({ exportClause, moduleSpecifier }): [string, Origin][] => {
      if (!exportClause || !moduleSpecifier || !ts.isStringLiteral(moduleSpecifier)) return [];
      const from = moduleSpecifier.text.replace('./', './lib/');
      if (ts.isNamespaceExport(exportClause)) return [[exportClause.name.text, { from, isRoom: true }]];
      return exportClause.elements.map(({ name }) => [name.text, { from, isRoom: false }]);
    }),
  );
}

/** The notebooks whose exercises are asked; all of them where a call does not say. */
function notebooksAsked(course: Course, asking: readonly Use[]): readonly string[] {
  if (asking.length === 0) return [];
  const all = courseCatalogue(join(course.root, 'lib', 'exercises'), course.root).notebooks;
  const asked = asking.map(({ argument }) => argument && notebookOf(argument));
  return asked.includes(undefined) ? all : all.filter(slug => asked.includes(slug));
}

/** What takes part in a notebook without an import. */
function loadedByItself({ cells }: Notebook): string[] {
  const code = cells.flatMap(cell => (cell.cell_type === 'code' ? [cell] : []));
  const fails = code.some(({ metadata }) => metadata.tags?.includes('raises-exception'));
  const loadsModels = code.some(({ source }) => source.includes(SAVED_MODELS.member));
  return [...(fails ? [KERNEL] : []), ...(loadsModels ? [SAVED_MODELS.layers] : [])].map(from => `import '${from}';`);
}

/**
 * Makes imports of what lib loads late, `require('./opLayer')`, or starts as a thread, `join(__dirname, 'prefetchThread')`:
 * esbuild follows both then, and joins all files in one scope, whose text does not depend on who loads what late.
 */
const lateFiles: Plugin = {
  name: 'late files',
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]lib[\\/].*\.ts$/ }, ({ path }) => {
      const imports: string[] = [];
      const code = readFileSync(path, 'utf8').replace(/\brequire\('(\.[^']+)'\)/g, (_, from: string) => {
        imports.push(`import * as late${imports.length} from '${from}';`);
        return `late${imports.length - 1}`;
      });
      for (const { groups } of code.matchAll(/\bjoin\(__dirname, '(?<file>\w+)'\)/g)) {
        if (existsSync(join(dirname(path), `${groups?.file}.ts`))) imports.push(`import './${groups?.file}';`);
      }
      return { contents: [code, ...imports].join('\n'), loader: 'ts' };
    });
  },
};
