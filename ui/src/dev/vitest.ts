/** What jsdom lacks and the screens need; used by Vitest only. */
import { cleanup } from "@testing-library/react";
import { afterEach } from "vitest";
import { startWords } from "../i18n";

globalThis.ResizeObserver ??= class {
  observe(): void {}
  unobserve(): void {}
  disconnect(): void {}
};
globalThis.CSS ??= { escape: (text: string) => text } as typeof CSS;
Element.prototype.scrollIntoView ??= () => undefined;
startWords();
afterEach(cleanup);
