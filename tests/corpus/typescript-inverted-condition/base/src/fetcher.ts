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

/** An error of the network is tried again, an answer never. */
export async function fetchText(send: Send, url: string): Promise<string> {
  for (let tried = 1; ; tried += 1) {
    try {
      const reply = await send(url);
      return reply.body;
    } catch (error) {
      if (tried >= TRIES) {
        throw error;
      }
      await pause(100 * tried);
    }
  }
}
