/** At most so many in a window of time, for each key. */
export class Limiter {
  private readonly taken = new Map<string, number[]>();

  constructor(
    private readonly max: number,
    private readonly windowMs: number,
  ) {}

  private recent(key: string): number[] {
    const since = Date.now() - this.windowMs;
    return (this.taken.get(key) ?? []).filter((time) => time > since);
  }

  left(key: string): number {
    return this.max - this.recent(key).length;
  }

  async take(key: string): Promise<void> {
    const recent = this.recent(key);
    if (recent.length >= this.max) {
      throw new Error(`limit of ${this.max} is reached`);
    }
    this.taken.set(key, [...recent, Date.now()]);
  }
}
