/** Whether anything is open: runs that have not ended, and events that wait for others. */
export interface Idle {
  enter(count?: number): void;
  leave(): void;
  /** Resolves when nothing is open. */
  whenIdle(): Promise<void>;
  /** Nothing that is open now will end here. */
  giveUp(): void;
}

export function createIdle(): Idle {
  let open = 0;
  let waiters: (() => void)[] = [];
  const set = (count: number): void => {
    open = count;
    if (open > 0) return;
    const told = waiters;
    waiters = [];
    told.forEach((resolve) => { resolve(); });
  };
  return {
    enter: (count = 1) => { open += count; },
    leave: () => { set(open - 1); },
    whenIdle: () => (open === 0 ? Promise.resolve() : new Promise((resolve) => { waiters.push(resolve); })),
    giveUp: () => { set(0); },
  };
}
