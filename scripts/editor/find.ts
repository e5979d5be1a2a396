/** Finds the editors and browsers of this machine. */
import { accessSync, constants, existsSync } from "node:fs";
import path from "node:path";
import process from "node:process";
import { run } from "../run.ts";

function findOnPath(names: readonly string[]): string | undefined {
  const extensions = process.platform === "win32" ? [".cmd", ".exe"] : [""];
  // npm puts the project's own node_modules/.bin first; an editor is never there.
  const folders = (process.env["PATH"] ?? "").split(path.delimiter).filter((folder) => !folder.includes("node_modules"));
  const files = names.flatMap((name) => folders.flatMap((folder) => extensions.map((extension) => path.join(folder, name + extension))));
  return files.find((file) => {
    try { accessSync(file, constants.X_OK); return true; } catch { return false; }
  });
}

/** The command `code` of desktop VS Code. */
export function findDesktopEditor(): string | undefined {
  return findOnPath(["code", "code-insiders", "codium"]);
}

/** The program of an installed desktop VS Code, not its command line: what a test run starts. */
export function findDesktopProgram(): string | undefined {
  const local = process.env["LOCALAPPDATA"] ?? "";
  return [
    "/Applications/Visual Studio Code.app/Contents/MacOS/Electron",
    "/usr/share/code/code",
    path.join(local, "Programs", "Microsoft VS Code", "Code.exe"),
  ].find((file) => existsSync(file));
}

/** A Chrome, Chromium or Edge that Playwright can drive; CHROME_PATH names one by hand. */
export function findBrowser(): string | undefined {
  const named = process.env["CHROME_PATH"];
  if (named !== undefined && existsSync(named)) return named;
  const applications = ["Google Chrome", "Chromium", "Microsoft Edge"].map((name) => `/Applications/${name}.app/Contents/MacOS/${name}`);
  return findOnPath(["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "microsoft-edge"]) ?? applications.find((file) => existsSync(file));
}

/** True on the machines where `installBrowser` can work. */
export function canInstallBrowser(): boolean {
  return process.platform === "linux" && process.getuid?.() === 0 && existsSync("/etc/debian_version") && findOnPath(["apt-get"]) !== undefined;
}

/** Installs Chromium and one font from Debian's packages. */
export async function installBrowser(): Promise<void> {
  const env = { DEBIAN_FRONTEND: "noninteractive" };
  await run("apt-get", ["update"], { env });
  await run("apt-get", ["install", "-y", "--no-install-recommends", "chromium", "fonts-dejavu-core"], { env });
}
