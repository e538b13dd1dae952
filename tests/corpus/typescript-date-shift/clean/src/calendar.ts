/** Days of the calendar as "2026-03-01", without a time. */

export interface Entry {
  day: string;
  title: string;
}

const DAY = /^(\d{4})-(\d{2})-(\d{2})$/;

export function parseDay(day: string): Date {
  const match = DAY.exec(day);
  if (!match) {
    throw new RangeError(`no day: ${day}`);
  }
  return new Date(Number(match[1]), Number(match[2]) - 1, Number(match[3]));
}

export function formatDay(date: Date): string {
  const month = String(date.getMonth() + 1).padStart(2, "0");
  const day = String(date.getDate()).padStart(2, "0");
  return `${date.getFullYear()}-${month}-${day}`;
}

/** Moves an entry by some days. */
export function move(entry: Entry, days: number): Entry {
  const date = parseDay(entry.day);
  date.setDate(date.getDate() + days);
  return { ...entry, day: formatDay(date) };
}

export function entriesOf(entries: Entry[], day: string): Entry[] {
  return entries.filter((entry) => entry.day === day);
}
