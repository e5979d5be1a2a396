/** A small project in a temporary folder that uses an example's installed SDK. */
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { TestContext } from "node:test";

export type Sdk = "v3" | "v4";
export const sdks: readonly Sdk[] = ["v4", "v3"];

export const exampleFolder = (sdk: Sdk): string => path.join(import.meta.dirname, "..", "..", "..", "..", "examples", sdk === "v4" ? "onboarding" : "onboarding-v3");

/** Writes the files; `sdk: "none"` leaves the SDK out. The folder goes when the test ends. */
export function createProject(test: TestContext, files: Readonly<Record<string, string>>, sdk: Sdk | "none" = "v4"): string {
  const folder = realpathSync(mkdtempSync(path.join(tmpdir(), "debugged-")));
  test.after(() => { rmSync(folder, { recursive: true, force: true }); });
  writeFileSync(path.join(folder, "package.json"), '{ "type": "module" }\n');
  if (sdk !== "none") symlinkSync(path.join(exampleFolder(sdk), "node_modules"), path.join(folder, "node_modules"), "junction");
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    writeFileSync(path.join(folder, name), text);
  }
  return folder;
}

/** `createFunction` in the shape of the SDK's version; `options` is the inside of the options object. */
export function toFunction(sdk: Sdk, options: string, event: string, handler: string): string {
  const trigger = `{ event: "${event}" }`;
  return sdk === "v4"
    ? `inngest.createFunction({ ${options}, triggers: [${trigger}] }, ${handler});`
    : `inngest.createFunction({ ${options} }, ${trigger}, ${handler});`;
}

export const client = 'import { Inngest } from "inngest";\nexport const inngest = new Inngest({ id: "app" });\n';
