import { expect, it } from "vitest";
import { bindings, keymap, keyName, type Scope } from "./keymap";

const scopes = [...new Set(keymap.map((binding) => binding.scope))];

/** `Alt+(Digit[1-9])` stands for nine keys. */
function spread(key: string): string[] {
  if (!key.includes("(Digit[1-9])")) return [key.toLowerCase()];
  return Array.from({ length: 9 }, (_, i) =>
    key.replace("(Digit[1-9])", String(i + 1)).toLowerCase(),
  );
}

it.each(scopes)(
  "no key means two things in scope %s, nor hides one that works everywhere",
  (scope: Scope) => {
    const everywhere = scope === "app" ? [] : bindings("app");
    const keys = [...bindings(scope), ...everywhere].flatMap((each) => each.keys).flatMap(spread);
    expect(keys.filter((key, i) => keys.indexOf(key) !== i)).toEqual([]);
  },
);

const key = (action: string) => bindings("till").find((each) => each.action === action)?.keys[0];

it("follows the keys Chinese cashiers know", () => {
  expect(key("find")).toBe("F12");
  expect(key("quantity")).toBe("*");
  expect(key("price")).toBe(".");
  expect(key("discount")).toBe("/");
  expect(key("discount_all")).toBe("F10");
  expect(key("park")).toBe("F8");
});

it("writes keys as they are printed on the keyboard", () => {
  expect(keyName("Alt+(Digit[1-9])")).toBe("Alt+1…9");
  expect(keyName("Control+Delete")).toBe("Ctrl+Del");
});
