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

/** A quantity of zero takes the line away; a field that is being edited stays as it is. */
export function update(lines: Line[], sku: string, typed: string): Line[] {
  const quantity = parseQuantity(typed);
  if (quantity === 0) {
    return lines.filter((line) => line.sku !== sku);
  }
  return lines.map((line) => {
    if (line.sku !== sku) {
      return line;
    }
    return quantity === null ? { ...line, typed } : { ...line, quantity, typed };
  });
}
