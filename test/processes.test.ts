import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import process from "node:process";
import { test } from "node:test";
import { listProcesses } from "./processes.ts";

test("lists a process with its parent and its command line while it runs", async () => {
  const child = spawn(process.execPath, ["-e", "process.stdin.resume()", "a-mark"], { stdio: ["pipe", "ignore", "ignore"] });
  await once(child, "spawn");
  const find = async () => (await listProcesses()).find(({ pid }) => pid === child.pid);
  // Between fork and exec the child still has its parent's command line.
  let found = await find();
  while (found?.command.includes("a-mark") !== true) found = await find();
  assert.equal(found.parent, process.pid);
  child.stdin.end();
  await once(child, "exit");
  assert.equal(await find(), undefined);
});
