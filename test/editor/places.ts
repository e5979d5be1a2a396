/** Where the real-editor tests keep their things. */
import path from "node:path";

export const root = path.dirname(path.dirname(import.meta.dirname));
const cache = path.join(root, ".cache");

/** Says to a file of stories that it failed when it was told first. */
export const toldAgain = "--told-again";

export const places = {
  /** The editors themselves. */
  vscode: path.join(cache, "vscode"),
  /** What one run of the tests writes: user data, extensions, copies of the examples. */
  run: path.join(cache, "editor-tests"),
  /** The extension under test, packed. */
  vsix: path.join(cache, "editor-tests", "stepwise.vsix"),
  /** The suite for the extension host, bundled. */
  hostSuite: path.join(cache, "editor-tests", "host-suite", "index.cjs"),
  /** Screenshots and logs. */
  out: path.join(root, "test", "out"),
  /** Screenshots that the README shows. */
  images: path.join(root, "docs", "images"),
} as const;
