import assert from "node:assert/strict";
import { describe, it } from "mocha";
import * as vscode from "vscode";

describe("the extension in its host", () => {
  it("activates on a file that imports inngest", async () => {
    const [file] = await vscode.workspace.findFiles("src/inngest/functions/user-onboarding.ts");
    assert.ok(file);
    await vscode.window.showTextDocument(file);
    const extension = vscode.extensions.getExtension("stepwise.stepwise-inngest");
    assert.ok(extension);
    await extension.activate();
    assert.equal(extension.isActive, true);
  });
});
