import { afterEach, expect, it, vi } from "vitest";
import { call, install } from "./client";
import { Refused } from "./error";
import { http, signIn } from "./http";
import type { Notice } from "./transport";

function answer(status: number, body: unknown) {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  const fetch = vi.fn<(path: string, request: RequestInit) => Promise<Response>>(() =>
    Promise.resolve(new Response(text, { status })),
  );
  vi.stubGlobal("fetch", fetch);
  return fetch;
}

async function failure(asking: Promise<unknown>) {
  const thrown = await asking.catch((error: unknown) => error);
  expect(thrown).toBeInstanceOf(Refused);
  return (thrown as Refused).api;
}

install(http);
afterEach(() => vi.unstubAllGlobals());

it("asks by name, with the header no foreign page can send unasked", async () => {
  const fetch = answer(200, []);
  expect(await call("held_list", {})).toEqual([]);
  const [path, request] = fetch.mock.calls[0] ?? [];
  expect(path).toBe("/rpc/held_list");
  expect(request?.method).toBe("POST");
  expect(request?.headers).toMatchObject({ "x-fenhao": "1" });
  expect(request?.body).toBe("{}");
});

it("tells a refusal by its code", async () => {
  answer(403, { code: "permission_denied", params: [["right", "held.see"]], field: null });
  const api = await failure(call("held_list", {}));
  expect(api).toEqual({ code: "permission_denied", params: [["right", "held.see"]], field: null });
});

it("says that the session is over, but not for a wrong password", async () => {
  const told: Notice[] = [];
  const stop = http.on((notice) => told.push(notice));
  answer(401, { code: "login_wrong", params: [], field: null });
  expect((await failure(signIn("a", "b"))).code).toBe("login_wrong");
  expect(told).toEqual([]);
  answer(401, { code: "login_needed", params: [], field: null });
  expect((await failure(call("held_list", {}))).code).toBe("login_needed");
  expect(told).toEqual([{ kind: "signed_out" }]);
  stop();
});

it("calls what is no answer of ours a lost link", async () => {
  answer(502, "<html>Bad gateway</html>");
  expect((await failure(call("held_list", {}))).code).toBe("link_lost");
  vi.stubGlobal("fetch", () => Promise.reject(new TypeError("offline")));
  expect((await failure(call("held_list", {}))).code).toBe("link_lost");
});
