import { describe, expect, it } from "vitest";
import { Limiter } from "../src/limiter";

describe("Limiter", () => {
  it("lets as many through as it was told", async () => {
    const limiter = new Limiter(2, 1000);
    await limiter.take("a");
    await limiter.take("a");
    expect(limiter.left("a")).toBe(0);
  });

  it("counts each key by itself", async () => {
    const limiter = new Limiter(1, 1000);
    await limiter.take("a");
    expect(limiter.left("b")).toBe(1);
  });

  it("refuses what is too much", async () => {
    const limiter = new Limiter(1, 1000);
    await limiter.take("a");
    await expect(limiter.take("a")).rejects.toThrow("limit");
  });

  it("refuses nothing once the window is over", async () => {
    const limiter = new Limiter(1, 0);
    await limiter.take("a");
    await expect(limiter.take("a")).resolves.toBeUndefined();
  });
});
