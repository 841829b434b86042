/**
 * What both entries do: words, theme, keys, the store of answers, then the first screen.
 */
import "@fontsource-variable/inter/index.css";
import "@fontsource-variable/noto-sans-sc/index.css";
import "@fontsource/noto-sans-mono/latin-400.css";
import "@fontsource/noto-sans-mono/latin-600.css";
import "./design/tokens.css";
import "./design/base.css";
import { QueryClientProvider } from "@tanstack/react-query";
import { StrictMode, type ReactNode } from "react";
import { createRoot } from "react-dom/client";
import { I18nProvider } from "react-aria-components";
import { newClient } from "./api/cache";
import { install } from "./api/client";
import type { Transport } from "./api/transport";
import { startTheme } from "./design/theme";
import { startWords, useLanguage } from "./i18n";
import { startScanner } from "./keyboard/scanner";
import { startKeys } from "./keyboard/scope";

/** Built-in words of the components follow our language, not the machine's. */
function Spoken({ children }: { children: ReactNode }) {
  return <I18nProvider locale={useLanguage()}>{children}</I18nProvider>;
}

/** Starts an entry over a transport. `ownKeys` keeps browser keys from the browser. */
export function start(
  transport: Transport,
  screen: ReactNode,
  options: { ownKeys: boolean },
): void {
  install(transport);
  startWords();
  startTheme();
  startScanner();
  startKeys({ own: options.ownKeys });
  const root = document.getElementById("root");
  if (root === null) throw new Error("the page has no #root");
  createRoot(root).render(
    <StrictMode>
      <QueryClientProvider client={newClient()}>
        <Spoken>{screen}</Spoken>
      </QueryClientProvider>
    </StrictMode>,
  );
}
