/**
 * How the debug adapter has the editor attach its JavaScript debugger to the program, beside what DAP itself says. DAP's own
 * `startDebugging` cannot carry it in VS Code, which takes the child's type from the parent and lets no option of the
 * child session be given.
 */

/** Launch attribute that a client adds when it can attach a JavaScript debugger by `attachJavaScriptEvent`. */
export const javaScriptAttribute = "__javascript";

export interface JavaScriptSupport {
  /**
   * The editor's enabled source breakpoints. DAP tells them once the program has been loaded; known before, the
   * debugger is there in time for one in code that runs while a module loads.
   */
  readonly breakpoints: readonly { readonly path: string; /** From 1. */ readonly line: number; readonly column?: number }[];
}

/** Event from the adapter when JavaScript has to be debugged from now on; sent again after a restart. */
export const attachJavaScriptEvent = "inngest/attachJavaScript";

export interface AttachJavaScript {
  /** Debug configuration of the child session. */
  readonly configuration: { readonly type: string; readonly request: "attach"; readonly name: string; readonly [attribute: string]: unknown };
}

/** Request from the client, without arguments: the JavaScript debugger could not be started. */
export const javaScriptFailedRequest = "inngest/javaScriptFailed";
