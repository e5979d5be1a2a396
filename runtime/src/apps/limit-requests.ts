import type { SendRequest } from "./send-request.ts";

/** At most so many requests are under way at once; the others wait in turn. */
export function limitRequests(send: SendRequest, most: number): SendRequest {
  let under = 0;
  const queue: (() => void)[] = [];
  return async (request, signal) => {
    if (under < most) under++;
    else await new Promise<void>((enter) => { queue.push(enter); });
    try {
      return await send(request, signal);
    } finally {
      const next = queue.shift();
      if (next === undefined) under--;
      else next();
    }
  };
}
