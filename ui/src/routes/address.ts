/**
 * Addresses of places 地址: the only file that knows how a place is written in the address line.
 */
import type { ReportInput } from "../api/generated/ReportInput";
import { plainReport, type Place } from "../shell/place";

/** Where a place is. */
export interface Address {
  path: string;
  search: Record<string, string>;
}

const FIELDS = ["branch", "from", "to", "account", "text", "by", "sort"] as const;

/** Numbers of things, each under its short name. */
const NUMBERS = [
  ["product", "product_id"],
  ["partner", "partner_id"],
  ["employee", "employee_id"],
  ["category", "category_id"],
  ["warehouse", "warehouse"],
] as const;

function reportSearch(input: ReportInput): Record<string, string> {
  const search: Record<string, string> = {};
  for (const field of FIELDS) {
    const value = input[field];
    if (value !== null && value !== "") search[field] = value;
  }
  for (const [name, field] of NUMBERS) {
    const value = input[field];
    if (value !== null) search[name] = String(value);
  }
  if (input.kinds.length > 0) search["kinds"] = input.kinds.join("-");
  if (input.descending) search["descending"] = "1";
  if (input.zero) search["zero"] = "1";
  return search;
}

/** The report an address asks for. */
export function reportOf(name: string, search: Record<string, unknown>): ReportInput {
  const input = plainReport(name);
  for (const field of FIELDS) {
    const value = search[field];
    // The router reads `12` as a number; codes are text.
    if (typeof value === "string" || typeof value === "number") input[field] = String(value);
  }
  for (const [name, field] of NUMBERS) {
    const value = Number.parseInt(String(search[name]), 10);
    if (Number.isSafeInteger(value) && value > 0) input[field] = value;
  }
  const kinds = search["kinds"];
  if (typeof kinds === "string" && kinds !== "") input.kinds = kinds.split("-");
  input.descending = search["descending"] !== undefined;
  input.zero = search["zero"] !== undefined;
  return input;
}

/** Writes a place as an address. */
export function addressOf(place: Place): Address {
  switch (place.to) {
    case "document":
      return { path: `/documents/${place.document.stream}/${place.document.seq}`, search: {} };
    case "documents":
      return {
        path: "/documents",
        search: place.branch === undefined ? {} : { branch: place.branch },
      };
    case "area":
      return { path: `/write/${place.area}`, search: {} };
    case "draft":
      return { path: `/write/draft/${place.what}`, search: {} };
    case "report":
      return { path: `/reports/${place.input.name}`, search: reportSearch(place.input) };
    case "stock":
      return { path: "/stock", search: place.branch === undefined ? {} : { branch: place.branch } };
    case "serials": {
      const search: Record<string, string> = {};
      if (place.product !== undefined) search["product"] = String(place.product);
      if (place.part !== undefined) search["part"] = place.part;
      return { path: "/serials", search };
    }
    default:
      return { path: `/${place.to}`, search: {} };
  }
}
