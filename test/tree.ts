/** The repository as its tests read it. Paths are relative to the root, with `/`. */
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";

export const root = path.resolve(import.meta.dirname, "..");

/** Files under version control, and new ones that are not ignored. */
export const files: readonly string[] = execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard"], { cwd: root, encoding: "utf8" })
  .split("\n")
  .filter((file) => file !== "" && existsSync(path.join(root, file)))
  .sort();

export function read(file: string): string {
  return readFileSync(path.join(root, file), "utf8");
}

export function exists(file: string): boolean {
  return existsSync(path.join(root, file));
}

/** Our own TypeScript, examples and fixtures left out. */
export const sources: readonly string[] = files.filter((file) => /\.(ts|mts|mjs)$/.test(file) && !file.startsWith("examples/") && !file.startsWith("test/fixtures/"));

/** Markdown pages for people. */
export const pages: readonly string[] = files.filter((file) => file.endsWith(".md") && !file.startsWith("test/fixtures/"));

/** The parts of package.json that tests read. */
export interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly publisher: string;
  readonly main: string;
  readonly icon: string;
  readonly bin: Readonly<Record<string, string>>;
  readonly engines: { readonly vscode: string };
  readonly activationEvents: readonly string[];
  readonly capabilities: { readonly untrustedWorkspaces: { readonly restrictedConfigurations: readonly string[] } };
  readonly scripts: Readonly<Record<string, string>>;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
  readonly contributes: {
    readonly commands: readonly { readonly command: string; readonly title: string; readonly category: string }[];
    readonly menus: Readonly<Record<string, readonly { readonly command: string }[]>>;
    readonly configuration: readonly { readonly title: string; readonly properties: Readonly<Record<string, Setting>> }[];
    readonly viewsWelcome: readonly { readonly view: string; readonly contents: string }[];
    readonly debuggers: readonly { readonly type: string; readonly configurationAttributes: { readonly launch: { readonly properties: Readonly<Record<string, Attribute>> }; readonly attach: { readonly properties: Readonly<Record<string, Attribute>> } } }[];
    readonly views: Readonly<Record<string, readonly { readonly id: string }[]>>;
    readonly walkthroughs: readonly { readonly steps: readonly { readonly id: string; readonly description: string; readonly media: { readonly markdown: string } }[] }[];
  };
}

export interface Setting {
  readonly type: string;
  readonly enum?: readonly string[];
  readonly default?: unknown;
  readonly markdownDescription?: string;
}

export interface Attribute {
  readonly type: string | readonly string[];
  readonly enum?: readonly string[];
  readonly default?: unknown;
  readonly description: string;
}

export const manifest = JSON.parse(read("package.json")) as Manifest;

/** Every setting, by its full name. */
export const settings: Readonly<Record<string, Setting>> = Object.assign({}, ...manifest.contributes.configuration.map(({ properties }) => properties));
