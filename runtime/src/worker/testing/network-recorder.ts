/** Loaded before everything else in a worker: writes down every attempt to reach the network or to look up a name. */
import dns from "node:dns";
import { appendFileSync } from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import net from "node:net";

const file = process.env["NETWORK_LOG"] ?? "";

function record(holder: object, name: string): void {
  const real = Reflect.get(holder, name) as (...args: unknown[]) => unknown;
  Reflect.set(holder, name, function recorded(this: unknown, ...args: unknown[]) {
    appendFileSync(file, `${name} ${JSON.stringify(args[0])}\n`);
    return real.apply(this, args);
  });
}

record(net.Socket.prototype, "connect");
record(net.Server.prototype, "listen");
for (const name of ["lookup", "resolve", "resolve4", "resolve6"]) {
  record(dns, name);
  record(dns.promises, name);
}
syncBuiltinESMExports();
