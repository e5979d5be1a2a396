import { test } from "node:test";
import { check } from "./testing.ts";
import { vulnerableSdk as rule } from "./vulnerable-sdk.ts";

const client = (version: string, label = ""): string => `
    //- /client.ts sdk:v${version}
    import { Inngest } from "inngest";
    export const inngest = new Inngest({ id: "app" });${label}
    export const elsewhere = new Other.Inngest({ id: "app" });
`;

test("versions in the range of an advisory", () => {
  for (const version of ["3.22.0", "3.53.1"]) {
    check(rule, client(version, `\n    //                         ^^^^^^^ warning(vulnerable-sdk): \`inngest\` ${version} is vulnerable (CVE-2026-42047): \`serve\` answers some requests with variables of the environment; update to 3.54.0`));
  }
});

test("versions outside of it, and those that are not known", () => {
  for (const version of ["3.21.9", "3.54.0", "3.54.2", "4.24.0", "3", "4"]) check(rule, client(version));
});
