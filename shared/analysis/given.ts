/** What a function's parameters stand for in one call of it. */
import ts from "typescript";
import { withGiven } from "./source-files.ts";
import type { SourceFiles } from "./source-files.ts";

export function giveArguments(files: SourceFiles, fn: ts.SignatureDeclaration, given: readonly ts.Expression[]): SourceFiles {
  const known = new Map(files.given);
  const parameters = fn.parameters.filter((parameter): parameter is ts.ParameterDeclaration => ts.isParameter(parameter) && !(ts.isIdentifier(parameter.name) && parameter.name.text === "this"));
  const unclear = given.findIndex(ts.isSpreadElement);
  for (const [index, parameter] of parameters.entries()) {
    if (parameter.dotDotDotToken || (unclear >= 0 && index >= unclear)) break;
    known.set(parameter, given[index]);
  }
  return withGiven(files, known);
}
