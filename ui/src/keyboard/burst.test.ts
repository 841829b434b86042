import { describe, expect, it } from "vitest";
import { character, classify, text, type Stroke } from "./burst";

/** Strokes with these gaps in milliseconds after the first one. */
function burst(characters: string, gap: number | readonly number[]): Stroke[] {
  let at = 1000;
  return [...characters].map((character, i) => {
    if (i > 0) at += typeof gap === "number" ? gap : (gap[i - 1] ?? 0);
    return { character, at };
  });
}

describe("classify", () => {
  it("takes a scanner's burst", () => {
    expect(classify(burst("6901028300056", 12))).toBe("scan");
    expect(text(burst("6901028300056", 12))).toBe("6901028300056");
  });

  it("takes a slow scanner at the limit", () => {
    expect(classify(burst("6901028300056", 35))).toBe("scan");
  });

  it("takes a jittering scanner whose mean is fast enough", () => {
    expect(classify(burst("69010283", [10, 90, 10, 10, 10, 10, 10]))).toBe("scan");
  });

  it("knows a person", () => {
    expect(classify(burst("6901028300056", 80))).toBe("typing");
    expect(classify(burst("6901", 36))).toBe("typing");
  });

  it("never joins two things over a pause", () => {
    expect(classify(burst("69010283000561", [5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 101]))).toBe(
      "typing",
    );
  });

  it("leaves short bursts to the field", () => expect(classify(burst("123", 5))).toBe("typing"));

  it("leaves money to the field, however fast it came", () => {
    expect(classify(burst("128.70", 5))).toBe("typing");
    expect(classify(burst("12870", 5))).toBe("scan");
  });
});

const key = (code: string, key: string, shiftKey = false) => character({ code, key, shiftKey });

describe("character", () => {
  it("reads the physical key while an input method garbles the name", () => {
    expect(key("Digit6", "Process")).toBe("6");
    expect(key("KeyA", "Process")).toBe("a");
    expect(key("KeyA", "Process", true)).toBe("A");
    expect(key("Numpad9", "Unidentified")).toBe("9");
    expect(key("Digit8", "*", true)).toBe("*");
    expect(key("Minus", "－")).toBe("-");
    expect(key("Digit1", "１")).toBe("1");
  });

  it("knows what is no character", () => {
    expect(key("F9", "F9")).toBeNull();
    expect(key("ArrowUp", "ArrowUp")).toBeNull();
    expect(key("ShiftLeft", "Shift", true)).toBeNull();
  });
});
