/**
 * Answers kept with a syntax node for as long as it lives. A WeakMap would hold them as strongly as a root does whenever
 * only young objects are collected, and with them their trees: each would be copied twice before it goes.
 */
import type ts from "typescript";

export class NodeAnswers<N extends ts.Node, V> {
  readonly #key = Symbol("answer");

  get(node: N): V | undefined {
    return (node as ts.Node & Readonly<Record<symbol, V | undefined>>)[this.#key];
  }

  set(node: N, answer: V): void {
    (node as ts.Node & Record<symbol, V>)[this.#key] = answer;
  }
}
