/** Documents, and who may read them. */

export interface Document {
  id: string;
  owner: string;
  text: string;
}

export interface Database {
  document(id: string): Promise<Document | undefined>;
  isMember(team: string, user: string): Promise<boolean>;
  remove(id: string): Promise<void>;
}

export class Forbidden extends Error {}
export class NotFound extends Error {}

async function load(db: Database, id: string): Promise<Document> {
  const document = await db.document(id);
  if (!document) {
    throw new NotFound(id);
  }
  return document;
}

export async function read(db: Database, id: string, user: string): Promise<string> {
  const document = await load(db, id);
  if (document.owner !== user) {
    throw new Forbidden(id);
  }
  return document.text;
}
