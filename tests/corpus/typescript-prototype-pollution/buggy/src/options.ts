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

/** Objects are merged member by member, everything else is replaced. */
export function merge(target: Options, source: Options): Options {
  for (const name of Object.keys(source)) {
    const old = target[name];
    const value = source[name];
    target[name] = isPlain(old) && isPlain(value) ? merge(old, value) : value;
  }
  return target;
}

export function resolve(text: string): Options {
  return merge(structuredClone(defaults), parseOptions(text));
}
