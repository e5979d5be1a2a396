/** Bad usage of the command line, in one sentence that names what is wrong. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}
