/**
 * What is wrong with a draft, by field 字段错误.
 *
 * The core tells it after each save (`DraftView.wrong`). What is only missing waits until somebody
 * wants to post: an empty new draft is not wrong, it is empty.
 */
import { sentence, type ApiError } from "../../../api/error";
import type { Say } from "../../../i18n";

/** Codes that tell of something that is not there yet. */
const MISSING = new Set(["nothing_paid", "lines_missing", "tender_short", "quantity_invalid"]);

const figure = (error: ApiError, name: string) =>
  Number.parseInt(error.params.find(([each]) => each === name)?.[1] ?? "0", 10);

/** Numbers that are still to be scanned: the line counts them. */
const isCounting = (error: ApiError) =>
  error.code === "serial_count" && figure(error, "given") < figure(error, "quantity");

const isMissing = (error: ApiError) =>
  isCounting(error) ||
  error.code.endsWith("_missing") ||
  (MISSING.has(error.code) &&
    (error.code !== "quantity_invalid" || error.params.some(([, text]) => text === "0")));

/** The failures to be shown now. */
export function shownWrong(
  wrong: readonly ApiError[],
  refused: ApiError | null,
  tried: boolean,
): readonly ApiError[] {
  const shown = tried ? wrong : wrong.filter((error) => !isMissing(error));
  if (refused === null || shown.some((error) => sameAs(error, refused))) return shown;
  return [...shown, refused];
}

const sameAs = (one: ApiError, other: ApiError) =>
  one.code === other.code && one.field === other.field;

/** The sentence beside a field; null when nothing is wrong with it. */
export function wrongAt(wrong: readonly ApiError[], field: string, say: Say): string | null {
  const found = wrong.find((error) => error.field === field);
  return found === undefined ? null : sentence(found, say);
}

/** The sentences of a line, whatever cell they are about. */
export function wrongOfLine(
  wrong: readonly ApiError[],
  list: string,
  line: number,
  say: Say,
): readonly string[] {
  const begin = `${list}.${line}.`;
  return wrong.filter((error) => error.field?.startsWith(begin)).map((e) => sentence(e, say));
}

const HEAD = [
  "partner_id",
  "counterpart",
  "warehouse",
  "to_warehouse",
  "class",
  "form",
  "refers_to",
  "remark",
  "business_date",
  "due_date",
  "span_from",
  "span_to",
  "rounding",
];

/** The failures that belong to no field of the head and to no line. */
export function wrongElsewhere(wrong: readonly ApiError[]): readonly ApiError[] {
  return wrong.filter(
    ({ field }) => field === null || !(HEAD.includes(field) || /^\w+\.\d+\./.test(field)),
  );
}
