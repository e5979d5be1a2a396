/** Runs the commands a script is made of, and shows that work goes on while nothing is printed. */
import { spawn } from "node:child_process";
import process from "node:process";

const heartbeatMs = 15_000;

function seconds(since: number): string {
  return `${((performance.now() - since) / 1000).toFixed(1)} s`;
}

/** Names a piece of work when it starts, while it takes long, and when it has ended. */
export async function during<T>(title: string, work: () => Promise<T>): Promise<T> {
  const start = performance.now();
  process.stdout.write(`▸ ${title}\n`);
  const heartbeat = setInterval(() => process.stdout.write(`… ${title}, ${seconds(start)} so far\n`), heartbeatMs);
  try {
    const result = await work();
    process.stdout.write(`✔ ${title} (${seconds(start)})\n`);
    return result;
  } catch (error) {
    process.stdout.write(`✖ ${title} (${seconds(start)})\n`);
    throw error;
  } finally {
    clearInterval(heartbeat);
  }
}

/** A command that ended with another code than 0; `output` is what it printed. */
export class CommandFailed extends Error {
  readonly output: string;
  constructor(command: string, code: number | null, output: string) {
    const tail = output.trimEnd().split("\n").slice(-60).join("\n");
    super(`\`${command}\` ended with ${code === null ? "a signal" : `code ${code}`}${tail === "" ? "" : `:\n${tail}`}`);
    this.output = output;
  }
}

export interface RunOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** Runs a command to its end and answers what it printed, standard error included. */
export async function run(command: string, args: readonly string[], { cwd, env }: RunOptions = {}): Promise<string> {
  const child = spawn(command, args, { cwd, env: { ...process.env, ...env }, stdio: ["ignore", "pipe", "pipe"] });
  const chunks: string[] = [];
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding("utf8").on("data", (chunk: string) => chunks.push(chunk));
  const code = await new Promise<number | null>((resolve, reject) => child.once("error", reject).once("close", resolve));
  const output = chunks.join("");
  if (code !== 0) throw new CommandFailed([command, ...args].join(" "), code, output);
  return output;
}

/** Runs one of the project's own scripts on the Node that runs this one. */
export function runScript(script: string, args: readonly string[] = []): Promise<string> {
  return run(process.execPath, [script, ...args]);
}

/** Runs npm, on the Node that runs this process; no package's install script runs. */
export function runNpm(args: readonly string[], cwd: string): Promise<string> {
  const cli = process.env["npm_execpath"];
  const quiet = [...args, "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"];
  if (cli !== undefined && /npm-cli\.[cm]?js$/.test(cli)) return run(process.execPath, [cli, ...quiet], { cwd });
  return process.platform === "win32" ? run("cmd", ["/c", "npm", ...quiet], { cwd }) : run("npm", quiet, { cwd });
}
