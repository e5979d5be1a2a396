/**
 * A program that serves its functions itself would open a port, and fail where it already runs. Here its functions are
 * called without one: its servers believe that they listen.
 */
import net, { type AddressInfo } from "node:net";

export function guardListen(): void {
  const real = net.Server.prototype.listen as (...args: unknown[]) => net.Server;
  net.Server.prototype.listen = function listen(this: net.Server, ...args: unknown[]) {
    const port = readPort(args);
    // A path or a handle stays on this machine and takes no port.
    if (port === undefined) return Reflect.apply(real, this, args);
    const callback = args.find((argument): argument is () => void => typeof argument === "function");
    if (callback !== undefined) this.once("listening", callback);
    pretend(this, port);
    return this;
  } as typeof net.Server.prototype.listen;
}

function readPort([first]: readonly unknown[]): number | undefined {
  if (first === undefined || first === null || typeof first === "function") return 0;
  if (typeof first === "number") return first;
  if (typeof first === "string") return /^\d+$/.test(first) ? Number(first) : undefined;
  const { port, path, fd, handle } = first as Readonly<Record<string, unknown>>;
  if (path !== undefined || fd !== undefined || handle !== undefined || "_handle" in (first as object)) return undefined;
  return Number(port ?? 0);
}

function pretend(server: net.Server, port: number): void {
  const address: AddressInfo = { port, family: "IPv4", address: "127.0.0.1" };
  Object.defineProperty(server, "listening", { value: true, configurable: true });
  server.address = () => address;
  server.close = (callback) => {
    Object.defineProperty(server, "listening", { value: false, configurable: true });
    process.nextTick(() => {
      server.emit("close");
      callback?.();
    });
    return server;
  };
  process.stderr.write(`The program's server on port ${port} does not listen while Stepwise runs its functions.\n`);
  process.nextTick(() => server.emit("listening"));
}
