/** The processes of this machine, so that tests can see that none is left. */
import { execFile } from "node:child_process";
import { readdir, readFile } from "node:fs/promises";
import { promisify } from "node:util";

export interface ProcessInfo {
  readonly pid: number;
  readonly parent: number;
  /** The whole command line. */
  readonly command: string;
}

/** Those that run; one that has ended and only waits to be collected is left out. */
export function listProcesses(): Promise<readonly ProcessInfo[]> {
  return process.platform === "linux" ? listFromKernel() : process.platform === "win32" ? listOnWindows() : listWithPs();
}

/** Not every Linux has `ps`. */
async function listFromKernel(): Promise<readonly ProcessInfo[]> {
  const pids = (await readdir("/proc")).filter((name) => /^\d+$/.test(name));
  const found = await Promise.all(pids.map(async (name): Promise<readonly ProcessInfo[]> => {
    try {
      const [stat, command] = await Promise.all([readFile(`/proc/${name}/stat`, "utf8"), readFile(`/proc/${name}/cmdline`, "utf8")]);
      // The name in parentheses may hold anything, also parentheses.
      const [state, parent] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
      return state === "Z" ? [] : [{ pid: Number(name), parent: Number(parent), command: command.replaceAll("\0", " ").trim() }];
    } catch {
      // It has ended in between.
      return [];
    }
  }));
  return found.flat();
}

async function listWithPs(): Promise<readonly ProcessInfo[]> {
  const { stdout } = await promisify(execFile)("ps", ["-A", "-ww", "-o", "pid=,ppid=,stat=,args="], { maxBuffer: 10_000_000 });
  return stdout.split("\n").flatMap((line): readonly ProcessInfo[] => {
    const [, pid, parent, state, command] = /^\s*(\d+)\s+(\d+)\s+(\S+)\s+(.*)$/.exec(line) ?? [];
    return command === undefined || state?.startsWith("Z") === true ? [] : [{ pid: Number(pid), parent: Number(parent), command }];
  });
}

async function listOnWindows(): Promise<readonly ProcessInfo[]> {
  const query = "ConvertTo-Json -Compress @(Get-CimInstance Win32_Process | Select-Object ProcessId,ParentProcessId,CommandLine)";
  const { stdout } = await promisify(execFile)("powershell.exe", ["-NoProfile", "-NonInteractive", "-Command", query], { maxBuffer: 50_000_000 });
  const found = JSON.parse(stdout) as readonly { readonly ProcessId: number; readonly ParentProcessId: number; readonly CommandLine: string | null }[];
  return found.map(({ ProcessId, ParentProcessId, CommandLine }) => ({ pid: ProcessId, parent: ParentProcessId, command: CommandLine ?? "" }));
}
