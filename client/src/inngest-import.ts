/** Languages whose files may hold Inngest functions. */
export const languages: readonly string[] = ["typescript", "typescriptreact", "javascript", "javascriptreact"];

/** An import, re-export or `require` of a module whose name has `inngest` in it: the package, or a client of one's own. */
const inngestModule = /(?:\bfrom|\bimport|\brequire)\s*\(?\s*(["'`])[^"'`\n]*inngest[^"'`\n]*\1/i;

/** An import of something called `inngest`: a client of one's own, from a module of any name. */
const inngestName = /\bimport\s*(?:type\s)?\s*\{?[^"'`;]*\binngest\b[^"'`;]*\bfrom\b/i;

/** Whether source text imports Inngest, told without parsing it: a wrong yes costs a server start, nothing else. */
export function importsInngest(text: string): boolean {
  return text.includes("nngest") && (inngestModule.test(text) || inngestName.test(text));
}

/** Whether source text may create a function, for the editor's Run and Debug buttons. */
export function mayCreateFunction(text: string): boolean {
  return text.includes("createFunction(") || text.includes("createFunction<");
}

/** Whether the text of a package.json names the `inngest` package. */
export function dependsOnInngest(packageJson: string): boolean {
  return /"inngest"\s*:/.test(packageJson);
}
