/** Requests that are tried again. */

export interface Reply {
  status: number;
  body: string;
}

export type Send = (url: string) => Promise<Reply>;

const TRIES = 3;

export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** Whether the same request may succeed a moment later. */
export function isPassing(status: number): boolean {
  return status === 429 || status >= 500;
}

/** Errors of the network and of the server are tried again, those of ours never. */
export async function fetchText(send: Send, url: string): Promise<string> {
  for (let tried = 1; ; tried += 1) {
    try {
      const reply = await send(url);
      if (!isPassing(reply.status) || tried >= TRIES) {
        return reply.body;
      }
      await pause(1000 * tried);
    } catch (error) {
      if (tried >= TRIES) {
        throw error;
      }
      await pause(100 * tried);
    }
  }
}
