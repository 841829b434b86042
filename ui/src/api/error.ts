/**
 * What cannot be done, as the core says it: a code, parameters, maybe a field.
 *
 * Owns turning whatever a transport throws into one `ApiError`. Leaves the sentence to the
 * dictionary (`error.<code>`). Invariant: nobody matches sentences, only codes.
 */
import type { Params, Say } from "../i18n";
import { offset } from "../i18n/time";
import type { ApiError } from "./generated/ApiError";

export type { ApiError };

/** A failure that a transport throws. */
export class Refused extends Error {
  readonly api: ApiError;

  constructor(api: ApiError) {
    super(api.code);
    this.name = "Refused";
    this.api = api;
  }
}

/** A failure without parameters, found on this side of the boundary. */
export function refusal(code: string): Refused {
  return new Refused({ code, params: [], field: null });
}

function isApiError(value: unknown): value is ApiError {
  if (typeof value !== "object" || value === null) return false;
  const some = value as Partial<ApiError>;
  return typeof some.code === "string" && Array.isArray(some.params);
}

/** Whatever was thrown, as an `ApiError`. What nobody foresaw is `link_lost`. */
export function asApiError(thrown: unknown): ApiError {
  if (thrown instanceof Refused) return thrown.api;
  if (isApiError(thrown)) return thrown;
  return refusal("link_lost").api;
}

/** The sentence of a failure in the present language. */
export function sentence(error: ApiError, say: Say): string {
  const params: Params = Object.fromEntries(error.params);
  const right = params["right"];
  if (typeof right === "string") params["right"] = rightName(right, say);
  const state = params["state"];
  if (typeof state === "string") params["state"] = say.maybe(`serial_state.${state}`, state);
  const module = params["module"];
  if (typeof module === "string") params["module"] = say.maybe(`module.${module}`, module);
  const minutes = params["minutes"];
  if (typeof minutes === "string")
    params["minutes"] = offset(Number.parseInt(minutes, 10) * 60_000, say);
  return say.maybe(`error.${error.code}`, say("error.other", { code: error.code }), params);
}

/** A right in words: `document.post:CG` is 单据过账（采购入库）. */
export function rightName(right: string, say: Say): string {
  const [name = right, kind] = right.split(":");
  const words = say.maybe(`right.${name}`, name);
  return kind === undefined ? words : `${words} · ${say.maybe(`kind.${kind}`, kind)}`;
}
