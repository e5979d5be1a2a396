/** Says when whoever types has paused. */

const PAUSE_MS = 500;

export interface TypingPause {
  typed(): void;
  stop(): void;
}

export function createTypingPause(onPause: () => void): TypingPause {
  let timer: NodeJS.Timeout | undefined;
  return {
    typed: () => {
      clearTimeout(timer);
      timer = setTimeout(onPause, PAUSE_MS);
    },
    stop: () => { clearTimeout(timer); },
  };
}
