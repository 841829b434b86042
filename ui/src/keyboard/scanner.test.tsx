import { act, render, screen } from "@testing-library/react";
import { useState } from "react";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { startScanner, useScans } from "./scanner";

startScanner();
let scans: string[] = [];

function Field() {
  const [text, setText] = useState("5");
  useScans((code) => scans.push(code));
  return (
    <input aria-label="field" value={text} onChange={(event) => setText(event.target.value)} />
  );
}

let clock = 0;

/** A key stroke `gap` ms after the last one; what no listener keeps reaches the field. */
function stroke(key: string, gap: number): void {
  clock += gap;
  vi.advanceTimersByTime(gap);
  const code = /\d/.test(key)
    ? `Digit${key}`
    : key === "Enter"
      ? "Enter"
      : `Key${key.toUpperCase()}`;
  const event = new KeyboardEvent("keydown", { key, code, bubbles: true, cancelable: true });
  Object.defineProperty(event, "timeStamp", { value: clock });
  const field = screen.getByLabelText<HTMLInputElement>("field");
  act(() => {
    if (field.dispatchEvent(event) && key.length === 1) {
      const set = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value")?.set;
      set?.call(field, field.value + key);
      field.dispatchEvent(new Event("input", { bubbles: true }));
    }
  });
}

function value(): string {
  return screen.getByLabelText<HTMLInputElement>("field").value;
}

beforeEach(() => {
  vi.useFakeTimers();
  scans = [];
  clock += 10_000;
  render(<Field />);
  screen.getByLabelText("field").focus();
});
afterEach(() => {
  vi.useRealTimers();
});

it("takes a scan and leaves the field as it was", () => {
  for (const digit of "6901028300056") stroke(digit, 8);
  stroke("Enter", 8);
  expect(scans).toEqual(["6901028300056"]);
  expect(value()).toBe("5");
});

it("takes a scan without a suffix after the silence", () => {
  for (const digit of "6901028300056") stroke(digit, 8);
  expect(scans).toEqual([]);
  act(() => void vi.advanceTimersByTime(121));
  expect(scans).toEqual(["6901028300056"]);
  expect(value()).toBe("5");
});

it("leaves typing to the field, stroke by stroke", () => {
  for (const digit of "12345") stroke(digit, 150);
  expect(value()).toBe("512345");
  expect(scans).toEqual([]);
});

it("gives back in order what was held but was no scan", () => {
  for (const digit of "123") stroke(digit, 8);
  stroke("Enter", 8);
  expect(value()).toBe("5123");
  expect(scans).toEqual([]);
});

it("lets go of a rolled-over pair when the hand slows down", () => {
  stroke("1", 200);
  stroke("2", 20);
  expect(value()).toBe("51");
  stroke("3", 90);
  expect(value()).toBe("5123");
  act(() => void vi.advanceTimersByTime(130));
  expect(value()).toBe("5123");
});
