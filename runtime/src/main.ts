/** Entry of this program's commands; see shared/cli/main.ts. */
export async function main(command: string, _args: readonly string[]): Promise<number> {
  throw new Error(`\`${command}\` is not part of this program`);
}
