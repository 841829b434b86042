import { fireEvent, render, screen } from "@testing-library/react";
import { describe, expect, it, vi } from "vitest";
import { decimalOf } from "./decimal";
import { DecimalField } from "./DecimalField";

describe("decimalOf", () => {
  it.each([
    ["１２３．５", "123.5"],
    ["１２３.5", "123.5"],
    ["1,234.50", "1234.50"],
    ["，１，２３４", "1234"],
    [".5", "0.5"],
    ["5.", "5"],
    ["－３", "-3"],
    ["−3", "-3"],
    ["007", "7"],
    ["12。5", "12.5"],
    ["12345678901234567.89", "12345678901234567.89"],
    ["", ""],
  ])("reads %s as %s", (typed, plain) => expect(decimalOf(typed)).toBe(plain));

  it.each(["abc", "1.2.3", "1e5", "--1", ".", "１２x"])("refuses %s", (typed) =>
    expect(decimalOf(typed)).toBeNull(),
  );
});

function field(onCommit = vi.fn(), onEnter = vi.fn()) {
  render(
    <DecimalField label="price" value="1234.5" places={2} onCommit={onCommit} onEnter={onEnter} />,
  );
  return { input: screen.getByLabelText<HTMLInputElement>("price"), onCommit, onEnter };
}

describe("DecimalField", () => {
  it("shows a figure formatted and tells the plain string", () => {
    const { input, onCommit } = field();
    expect(input.value).toBe("1,234.50");
    fireEvent.change(input, { target: { value: "９９．９５" } });
    fireEvent.blur(input);
    expect(onCommit).toHaveBeenCalledExactlyOnceWith("99.95");
  });

  it("keeps every digit of seventeen", () => {
    const { input, onCommit } = field();
    fireEvent.change(input, { target: { value: "99999999999999999.99" } });
    fireEvent.keyDown(input, { key: "Enter" });
    expect(onCommit).toHaveBeenCalledWith("99999999999999999.99");
  });

  it("stays and says so when the text is no figure", () => {
    const { input, onCommit, onEnter } = field();
    fireEvent.change(input, { target: { value: "abc" } });
    fireEvent.keyDown(input, { key: "Enter" });
    expect(onCommit).not.toHaveBeenCalled();
    expect(onEnter).not.toHaveBeenCalled();
    expect(input.getAttribute("aria-invalid")).toBe("true");
  });

  it("waits while an input method composes", () => {
    const { input, onCommit } = field();
    fireEvent.change(input, { target: { value: "5" } });
    fireEvent.keyDown(input, { key: "Enter", isComposing: true });
    expect(onCommit).not.toHaveBeenCalled();
  });

  it("takes back what was typed on Escape", () => {
    const { input, onCommit } = field();
    fireEvent.change(input, { target: { value: "5" } });
    fireEvent.keyDown(input, { key: "Escape" });
    expect(input.value).toBe("1,234.50");
    fireEvent.blur(input);
    expect(onCommit).not.toHaveBeenCalled();
  });
});
