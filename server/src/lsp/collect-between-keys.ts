/** Collects what a key left behind while nobody waits: else every second or third key would wait for it. */
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

/** After a key, in milliseconds: it is answered by then, and the next one has not come. */
const answeredAfter = 10;

type Collect = (options: { readonly type: "minor" }) => void;

/** @returns What is to be called after each key. */
export function createCollection(): () => void {
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc") as Collect;
  let timer: NodeJS.Timeout | undefined;
  return () => {
    clearTimeout(timer);
    timer = setTimeout(() => { collect({ type: "minor" }); }, answeredAfter);
    timer.unref();
  };
}
