/** What was typed into the field for the quantity. */

export interface Line {
  sku: string;
  quantity: number;
  /** What the user typed; undefined when nothing was. */
  typed?: string;
}

const MAX = 999;

export function parseQuantity(typed: string): number | null {
  if (!/^\d+$/.test(typed.trim())) {
    return null;
  }
  const value = Number(typed);
  return value <= MAX ? value : null;
}

export function update(lines: Line[], sku: string, typed: string): Line[] {
  const quantity = parseQuantity(typed);
  return lines.map((line) =>
    line.sku === sku && quantity !== null ? { ...line, quantity, typed } : line,
  );
}
