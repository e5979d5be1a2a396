import assert from "node:assert/strict";
import { test } from "node:test";
import { readSettings } from "../../../shared/protocol/settings.ts";
import { filesToAsk } from "./files-to-ask.ts";
import { startSession } from "./testing/session.ts";

const fn = `import { Inngest } from "inngest";
const inngest = new Inngest({ id: "app" });
export const done = inngest.createFunction({ id: "done", triggers: [{ event: "app/done" }] }, async () => 1);
`;

test("open documents of the analysis are asked about, the last used first", () => {
  const session = startSession({ "/a.ts": fn, "/b.ts": fn, "/c.ts": fn, "/other.ts": "export {};" });
  session.settings.set("", readSettings({}));
  for (const name of ["a", "b", "other"]) session.documents.open(`file:///${name}.ts`, 1, session.workspace.text(`/${name}.ts`) ?? "");
  assert.deepEqual(filesToAsk(session, ["/b.ts", "/c.ts"]), ["/b.ts", "/a.ts"]);
});

test("no file is asked about while the workspace is read", () => {
  const session = startSession({ "/a.ts": fn });
  session.settings.set("", readSettings({}));
  session.documents.open("file:///a.ts", 1, fn);
  session.workspace.setReading(true);
  assert.deepEqual(filesToAsk(session, ["/a.ts"]), []);
  session.workspace.setReading(false);
  assert.deepEqual(filesToAsk(session, ["/a.ts"]), ["/a.ts"]);
});
