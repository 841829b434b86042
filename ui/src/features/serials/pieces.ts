/**
 * States of numbered pieces 序列号状态 by their keys, and how a list of pieces is asked for.
 */
import type { SerialListInput } from "../../api/generated/SerialListInput";
import type { SerialView } from "../../api/generated/SerialView";
import type { Say } from "../../i18n";

/** All sixteen, in the order in which they are told. */
export const STATES = [
  "in_stock",
  "sold",
  "returned",
  "lost",
  "given",
  "consigned_in",
  "consigned_in_returned",
  "consigned_in_sold",
  "consigned_in_lost",
  "consigned_in_given",
  "consigned_in_settled",
  "consigned_out",
  "consigned_out_settled",
  "assembled",
  "consigned_in_assembled",
  "repaired",
] as const;

/** Those of a piece that stands in one of our stores. */
export const HERE = ["in_stock", "consigned_in", "repaired"] as const;

/** A list that is not limited yet. */
export const ANY_PIECE: SerialListInput = {
  product_id: null,
  states: [],
  warehouse: null,
  branch: null,
  part: "",
  after: null,
};

/** A state in words; nothing for a piece that the branch does not have in its books. */
export const stateName = (say: Say, key: string): string =>
  say.maybe(`serial_state.${key === "" ? "away" : key}`, key);

/** The state of a piece in words. */
export const stateOf = (say: Say, piece: SerialView): string =>
  piece.voided ? say("serial_state.voided") : stateName(say, piece.state);
