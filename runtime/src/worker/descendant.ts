/** Loaded first of all in each thread and each Node.js process that the program starts: nothing there reaches Inngest either. */
import { installGuard } from "./child/guard/guard.ts";
import { networkVariable } from "./environment.ts";
import { networkDenied, nobodyToAsk } from "./network-refused.ts";

const policy = process.env[networkVariable];
installGuard({
  // Only the program's own thread has somebody to ask.
  admit: (target) => (policy === "deny" ? networkDenied(target) : policy === "ask" ? nobodyToAsk(target) : undefined),
  asksEachTime: () => false,
});
