import { describe, expect, it } from "vitest";
import type { Say } from "./index";
import { offset } from "./time";

const say = ((key: string, params?: { n?: number }) => `${key} ${params?.n}`) as unknown as Say;
const MINUTE = 60_000;

describe("a clock that is off", () => {
  it("is told in the largest unit that says enough", () => {
    expect(offset(3 * MINUTE, say)).toBe("time.fast_minutes 3");
    expect(offset(-119 * MINUTE, say)).toBe("time.slow_minutes 119");
    expect(offset(120 * MINUTE, say)).toBe("time.fast_hours 2");
    expect(offset(-3652 * 24 * 60 * MINUTE, say)).toBe("time.slow_days 3652");
  });
});
