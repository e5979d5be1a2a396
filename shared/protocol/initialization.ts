/** What the client tells the language server when it starts it, as LSP `initializationOptions`. */
export interface InitializationOptions {
  /**
   * The client registers the commands of `commands.ts`, so lenses that carry them are of use. Editors that do not say
   * so get none: a lens whose command nobody knows is an error when clicked.
   */
  readonly functionCommands?: boolean;
  /**
   * The client asks for call hierarchies only where the user wants ours. VS Code asks one provider alone, so that one
   * registered for good would take TypeScript's place.
   */
  readonly callHierarchyOnDemand?: boolean;
  /** Absolute path of a folder of the editor's own, in which the index of a workspace is kept for its next start. */
  readonly storageFolder?: string;
  /** Absolute path of the folder in which the client keeps recordings of this workspace's debug sessions. */
  readonly recordingsFolder?: string;
}
