/** Connections that wait for the user's word: one question at a time for each host, none for a host that was allowed. */
import type { NetworkAnswerArguments, NetworkQuestionBody } from "../../../shared/protocol/network.ts";
import type { NetworkAnswer, NetworkQuestion } from "../worker/protocol.ts";
import { toPrintable } from "./text.ts";

export interface NetworkQuestionPorts {
  ask(body: NetworkQuestionBody): void;
  nameOf(runId: string): string;
}

export interface NetworkQuestions {
  ask(question: NetworkQuestion): Promise<NetworkAnswer>;
  /** False where no question with this id is open. */
  answer(given: NetworkAnswerArguments): boolean;
  /** The program ends: what is open is refused. What was allowed stays so. */
  withdraw(): void;
}

export function createNetworkQuestions({ ask, nameOf }: NetworkQuestionPorts): NetworkQuestions {
  const allowed = new Set<string>();
  const open = new Map<number, { readonly target: string; readonly settle: (answer: NetworkAnswerArguments["answer"]) => void }>();
  /** The last question about each host, which the next waits for. */
  const last = new Map<string, Promise<unknown>>();
  let nextId = 1;
  let era = 0;

  const pose = ({ target, runId, step }: NetworkQuestion): Promise<NetworkAnswer> => new Promise((resolve) => {
    const id = nextId++;
    const shown = toPrintable(target, 200);
    const who = step === undefined ? "The program" : `Step \`${toPrintable(step, 200)}\``;
    open.set(id, {
      target,
      settle: (answer) => {
        open.delete(id);
        if (answer === "host") allowed.add(target);
        resolve(answer === "refuse" ? "refused" : "allowed");
      },
    });
    ask({ id, question: `${who}${runId === undefined ? "" : ` of ${nameOf(runId)}`} wants to connect to ${shown}.`, target: shown });
  });

  return {
    async ask(question) {
      const { target } = question;
      const asked = era;
      const before = last.get(target);
      const answered = (async () => {
        await before;
        if (allowed.has(target)) return "allowed";
        return asked === era ? pose(question) : "refused";
      })();
      last.set(target, answered);
      return answered;
    },
    answer({ id, answer }) {
      const question = open.get(id);
      question?.settle(answer);
      return question !== undefined;
    },
    withdraw() {
      era++;
      for (const { settle } of [...open.values()]) settle("refuse");
    },
  };
}
