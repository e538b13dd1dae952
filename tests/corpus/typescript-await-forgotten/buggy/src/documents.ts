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

/** The owner of a document may be a team. */
async function mayUse(db: Database, document: Document, user: string): Promise<boolean> {
  return document.owner === user || (await db.isMember(document.owner, user));
}

export async function read(db: Database, id: string, user: string): Promise<string> {
  const document = await load(db, id);
  if (!(await mayUse(db, document, user))) {
    throw new Forbidden(id);
  }
  return document.text;
}

export async function remove(db: Database, id: string, user: string): Promise<void> {
  const document = await load(db, id);
  const allowed = mayUse(db, document, user);
  if (!allowed) {
    throw new Forbidden(id);
  }
  await db.remove(document.id);
}
