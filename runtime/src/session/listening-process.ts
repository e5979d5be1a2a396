/** The process that listens at a port of this machine, where the system shows it to its own user: on Linux. */
import { readdir, readFile, readlink } from "node:fs/promises";

/** `st` of a socket that listens. */
const listens = "0A";

/** Environments of the processes that hold the port; none where they cannot be read. */
export async function readListenerEnvironments(port: number): Promise<readonly Readonly<Record<string, string>>[]> {
  const tables = await Promise.all(["/proc/net/tcp", "/proc/net/tcp6"].map(readOrNothing));
  const sockets = new Set(tables.flatMap((table) => findSockets(table, port)).map((inode) => `socket:[${inode}]`));
  if (sockets.size === 0) return [];
  const processes = (await readdir("/proc").catch(() => [])).filter((name) => /^\d+$/.test(name));
  const environments: Record<string, string>[] = [];
  for (const id of processes) {
    if (!await holds(id, sockets)) continue;
    const text = await readOrNothing(`/proc/${id}/environ`);
    // One that hides it may have anything in it.
    if (text === "") return [];
    environments.push(Object.fromEntries(text.split("\0").filter((pair) => pair.includes("=")).map((pair) => [pair.slice(0, pair.indexOf("=")), pair.slice(pair.indexOf("=") + 1)])));
  }
  return environments;
}

const readOrNothing = (file: string): Promise<string> => readFile(file, "utf8").catch(() => "");

function findSockets(table: string, port: number): readonly string[] {
  return table.split("\n").slice(1).flatMap((row) => {
    const [, local = "", , state, , , , , , inode] = row.trim().split(/\s+/);
    return state === listens && Number.parseInt(local.split(":")[1] ?? "", 16) === port && inode !== undefined ? [inode] : [];
  });
}

async function holds(id: string, sockets: ReadonlySet<string>): Promise<boolean> {
  for (const descriptor of await readdir(`/proc/${id}/fd`).catch(() => [])) {
    if (sockets.has(await readlink(`/proc/${id}/fd/${descriptor}`).catch(() => ""))) return true;
  }
  return false;
}
