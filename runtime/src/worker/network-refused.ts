/** What the program gets in the place of a connection: an error of its own, whose stack begins at the code that connects. */
import path from "node:path";
import { fileURLToPath } from "node:url";

/** The worker's own files: frames in them say nothing to the user. */
const url: string | undefined = import.meta.url;
const ours = url === undefined ? __dirname : path.dirname(fileURLToPath(url));

export class NetworkRefused extends Error {
  override readonly name = "NetworkRefused";
  constructor(message: string) {
    super(message);
    this.stack = this.stack?.split("\n").filter((line) => !/^\s+at /.test(line) || !line.includes(ours)).join("\n") ?? "";
  }
}

export const networkDenied = (target: string): NetworkRefused =>
  new NetworkRefused(`this run may not use the network: a connection to ${target} was refused; set \`network\` to \`allow\` to permit it`);

export const networkRefused = (target: string): NetworkRefused =>
  new NetworkRefused(`the connection to ${target} was refused when you were asked; run the step again to be asked again`);

export const nobodyToAsk = (target: string): NetworkRefused =>
  new NetworkRefused(`this run asks before it uses the network, and nobody can be asked here: a connection to ${target} was refused; set \`network\` to \`allow\` to permit it`);

export const inngestUnreachable = (target: string): NetworkRefused =>
  new NetworkRefused(`a connection to ${target} was refused: nothing reaches Inngest while its functions run here; send events with the SDK, from the thread that runs the function`);
