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

/** npm as this process was started by it, else the one on the PATH; answers why it failed. */
function runNpm(args, cwd) {
  const cli = process.env.npm_execpath;
  const viaNode = cli !== undefined && /npm-cli\.[cm]?js$/.test(cli);
  const options = { cwd, stdio: "inherit", env: process.env };
  const child = viaNode
    ? spawn(process.execPath, [cli, ...args], options)
    : spawn("npm", args, { ...options, shell: process.platform === "win32" });
  return new Promise((resolve) => {
    child.once("error", ({ message }) => resolve(`npm could not be started: ${message}`));
    child.once("exit", (status) => resolve(status === 0 ? undefined : `\`npm ${args.join(" ")}\` failed in ${cwd}; what it says stands above.`));
  });
}

/** Installs what the folder's lock file names, unless that is what was installed last; answers why it failed. */
async function installPackages(folder, title, options = []) {
  const stamp = path.join(folder, "node_modules", ".lock-installed");
  const wanted = createHash("sha256").update(readFileSync(path.join(folder, "package-lock.json"))).digest("hex");
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === wanted) return undefined;
  process.stdout.write(`▸ ${title}\n`);
  const failure = await runNpm(["ci", "--no-audit", "--no-fund", "--loglevel=error", ...options], folder);
  if (failure === undefined) writeFileSync(stamp, wanted);
  return failure;
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

// What is looked at first is installed meanwhile: one npm computes while the other waits for the network.
const example = command === "start" ? [installPackages(path.join(root, "examples", "onboarding"), "packages of the example", ["--ignore-scripts"])] : [];
for (const failure of await Promise.all([installPackages(root, "packages of the project"), ...example])) if (failure !== undefined) fail(failure);
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
