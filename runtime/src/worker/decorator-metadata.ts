/**
 * Decorators with the types that frameworks read from them (`emitDecoratorMetadata`): the one thing about TypeScript that
 * esbuild leaves out. Loaded only where a file has decorators: it brings the compiler.
 */
import path from "node:path";
import ts from "typescript";

const known = new Map<string, ts.CompilerOptions | undefined>();

/** The options of the tsconfig that a file belongs to, inherited ones too; undefined where there is none or it cannot be read. */
function readOptions(file: string, tsconfig: string | undefined): ts.CompilerOptions | undefined {
  const config = tsconfig ?? ts.findConfigFile(path.dirname(file), (name) => ts.sys.fileExists(name));
  if (config === undefined) return undefined;
  if (!known.has(config)) {
    const read: { readonly config?: unknown } = ts.readConfigFile(config, (name) => ts.sys.readFile(name));
    // The files of the project are of no interest, and there may be many.
    const host: ts.ParseConfigHost = { ...ts.sys, useCaseSensitiveFileNames: ts.sys.useCaseSensitiveFileNames, readDirectory: () => [] };
    known.set(config, read.config === undefined ? undefined : ts.parseJsonConfigFileContent(read.config, host, path.dirname(config)).options);
  }
  return known.get(config);
}

/** The text with its decorators and types turned into JavaScript, lines mapped; undefined where the project does not ask for it. */
export function emitMetadata(text: string, file: string, tsconfig: string | undefined): string | undefined {
  const options = readOptions(file, tsconfig);
  if (options?.emitDecoratorMetadata !== true) return undefined;
  // What the compiler itself goes by.
  const { target = ts.ScriptTarget.ES5, useDefineForClassFields = target >= ts.ScriptTarget.ES2022 } = options;
  return ts.transpileModule(text, {
    fileName: file,
    compilerOptions: {
      experimentalDecorators: true, emitDecoratorMetadata: true, inlineSourceMap: true, target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext, jsx: ts.JsxEmit.Preserve,
      useDefineForClassFields,
    },
  }).outputText;
}
