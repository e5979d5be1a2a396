/** The user's part of a stack trace, whose positions are those of the user's own files. */

/** From the throw down to where the SDK called the user's code; frames of unmapped code begin with a URL. */
export function toUserFrames(stack: string | undefined): readonly string[] {
  const frames = (stack ?? "").split("\n").map((each) => each.trim()).filter((each) => each.startsWith("at "));
  const end = frames.findIndex((frame) => /file:\/\/|node:|[\\/]node_modules[\\/]/.test(frame));
  return frames.slice(0, end < 0 ? 20 : Math.min(end, 20));
}

/** `/app/src/mail.ts:12:42`, where the user's code threw; undefined where no frame is the user's. */
export function findThrow(stack: string | undefined): string | undefined {
  const [first] = toUserFrames(stack);
  return first === undefined ? undefined : /(?:\(|at (?:async )?)([^()]+:\d+:\d+)\)?$/.exec(first)?.[1];
}
