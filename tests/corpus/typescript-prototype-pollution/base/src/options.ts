/** Options of a widget: defaults, and what a page asks for. */

export type Options = { [name: string]: unknown };

export const defaults: Options = {
  theme: "light",
  pageSize: 25,
  columns: { name: true, size: true, owner: false },
};

export function isPlain(value: unknown): value is Options {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The text of an attribute; what is no object counts as none. */
export function parseOptions(text: string): Options {
  try {
    const value: unknown = JSON.parse(text);
    return isPlain(value) ? value : {};
  } catch {
    return {};
  }
}

export function resolve(text: string): Options {
  return { ...defaults, ...parseOptions(text) };
}
