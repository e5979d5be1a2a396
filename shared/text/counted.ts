/** `3 senders`, `1 sender`, `no senders`: one way of counting wherever things are counted. */
export function counted(number: number, noun: string): string {
  return `${number === 0 ? "no" : String(number)} ${noun}${number === 1 ? "" : "s"}`;
}
