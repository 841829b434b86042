/// <reference types="vitest/config" />
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

// Two entries, one build: the branch's window is index.html, head office's console is console.html.
// Relative addresses let the same files be served by the window and by any path of the server.
export default defineConfig({
  base: "./",
  plugins: [react()],
  build: {
    outDir: "dist",
    target: ["chrome111", "safari16.4"],
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 900,
    rolldownOptions: { input: ["index.html", "console.html"] },
  },
  server: {
    port: 1420,
    strictPort: true,
    proxy: Object.fromEntries(
      ["/rpc", "/events", "/session"].map((path) => [path, "http://127.0.0.1:7300"]),
    ),
  },
  test: {
    environment: "jsdom",
    include: ["src/**/*.test.{ts,tsx}"],
    setupFiles: ["src/dev/vitest.ts"],
    css: false,
  },
});
