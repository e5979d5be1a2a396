/** Call hierarchies of the language server, asked for by hand and not registered with the editor. */
import type { CallHierarchyItem, CallHierarchyProvider } from "vscode";
import { CallHierarchyIncomingCallsRequest, CallHierarchyOutgoingCallsRequest, CallHierarchyPrepareRequest, type LanguageClient } from "vscode-languageclient/node";

export function createCallHierarchyProvider(client: LanguageClient): CallHierarchyProvider {
  const { code2ProtocolConverter: toServer, protocol2CodeConverter: toEditor } = client;
  const item = (asked: CallHierarchyItem): { item: ReturnType<typeof toServer.asCallHierarchyItem> } => ({ item: toServer.asCallHierarchyItem(asked) });
  return {
    prepareCallHierarchy: async (document, position, token) =>
      toEditor.asCallHierarchyItems(await client.sendRequest(CallHierarchyPrepareRequest.type, toServer.asTextDocumentPositionParams(document, position), token), token),
    provideCallHierarchyIncomingCalls: async (asked, token) => toEditor.asCallHierarchyIncomingCalls(await client.sendRequest(CallHierarchyIncomingCallsRequest.type, item(asked), token), token),
    provideCallHierarchyOutgoingCalls: async (asked, token) => toEditor.asCallHierarchyOutgoingCalls(await client.sendRequest(CallHierarchyOutgoingCallsRequest.type, item(asked), token), token),
  };
}
