/**
 * `npm start` and `npm test` on a fresh checkout: plain JavaScript for the machine's own Node, with nothing installed.
 * Installs the packages when the lock file has changed, then hands over to the Node in them.
 */
import { spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const commands = { start: "scripts/start.ts", test: "scripts/test.ts" };

function fail(message) {
  process.stderr.write(`${message}\n`);
  process.exit(1);
}

/** npm as this process was started by it, else the one on the PATH. */
function runNpm(args) {
  const cli = process.env.npm_execpath;
  const viaNode = cli !== undefined && /npm-cli\.[cm]?js$/.test(cli);
  const options = { cwd: root, stdio: "inherit", env: process.env };
  const { status, error } = viaNode
    ? spawnSync(process.execPath, [cli, ...args], options)
    : spawnSync("npm", args, { ...options, shell: process.platform === "win32" });
  if (error !== undefined) fail(`npm could not be started: ${error.message}`);
  if (status !== 0) fail(`\`npm ${args.join(" ")}\` failed in ${root}; what it says stands above.`);
}

function installPackages() {
  const stamp = path.join(root, "node_modules", ".lock-installed");
  const wanted = createHash("sha256").update(readFileSync(path.join(root, "package-lock.json"))).digest("hex");
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === wanted) return;
  process.stdout.write("▸ packages of the project\n");
  runNpm(["ci", "--no-audit", "--no-fund", "--loglevel=error"]);
  writeFileSync(stamp, wanted);
}

/** Path of the Node the project is pinned to, from the npm package `node`. */
function findNode() {
  const names = process.platform === "win32" ? ["node.exe", "node"] : ["node"];
  const found = names.map((name) => path.join(root, "node_modules", "node", "bin", name)).find((file) => existsSync(file));
  if (found !== undefined) return found;
  // Its install script did not run: npm can be told to run none.
  spawnSync(process.execPath, ["installArchSpecificPackage"], { cwd: path.join(root, "node_modules", "node"), stdio: "inherit" });
  return names.map((name) => path.join(root, "node_modules", "node", "bin", name)).find((file) => existsSync(file));
}

const [command, ...args] = process.argv.slice(2);
const script = commands[command];
if (script === undefined) fail(`say \`start\` or \`test\`, not \`${command ?? ""}\``);
if (Number(process.versions.node.split(".")[0]) < 18) fail(`Node 18 or newer is needed to begin with; this is ${process.versions.node}.`);

installPackages();
const node = findNode();
if (node === undefined) fail(`the npm package \`node\` has no executable for ${process.platform}-${process.arch}; install Node 24 and run \`node ${script}\`.`);

const binaries = [path.join(root, "node_modules", ".bin"), path.dirname(node)].join(path.delimiter);
const child = spawn(node, [path.join(root, script), ...args], {
  cwd: root,
  stdio: "inherit",
  env: { ...process.env, PATH: `${binaries}${path.delimiter}${process.env.PATH ?? ""}` },
});
// Ctrl+C reaches the child too, which stops in its own way; this process only waits and passes its result on.
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => { if (signal !== "SIGINT") child.kill(signal); });
child.on("exit", (code, signal) => process.exit(code ?? (signal === null ? 1 : 128)));
