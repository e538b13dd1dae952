/** Invitations to a workspace, by mail. */

export interface Mailer {
  send(to: string, subject: string, text: string): Promise<void>;
}

export interface Invites {
  markSent(address: string): Promise<void>;
}

export async function invite(mailer: Mailer, invites: Invites, address: string): Promise<void> {
  await mailer.send(address, "You are invited", "Follow the link to join.");
  await invites.markSent(address);
}

export function isAddress(text: string): boolean {
  return /^[^\s@]+@[^\s@]+$/.test(text);
}

/** One address a line or separated by commas. */
export function parseAddresses(text: string): string[] {
  return text
    .split(/[\n,]/)
    .map((part) => part.trim())
    .filter((part) => isAddress(part));
}
