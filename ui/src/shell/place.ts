/**
 * Places one screen can lead to 去处: a document, a report, goods in stock.
 *
 * Features say where to go; only the route files know the addresses.
 */
import { createContext, useContext } from "react";
import type { DocumentKey } from "../api/generated/DocumentKey";
import type { Drill } from "../api/generated/Drill";
import type { ReportInput } from "../api/generated/ReportInput";

export type Place =
  | { to: "document"; document: DocumentKey }
  | { to: "documents"; branch?: string }
  | { to: "write" }
  | { to: "area"; area: string }
  /** A draft by its number, or a new one by its kind's code. */
  | { to: "draft"; what: string }
  | { to: "report"; input: ReportInput }
  | { to: "stock"; branch?: string }
  /** Pieces with numbers: of a product, or with a text in the number. */
  | { to: "serials"; product?: number; part?: string }
  | { to: "branches" }
  | { to: "held" }
  | { to: "sales" }
  | { to: "till" };

const GoContext = createContext<(place: Place) => void>(() => undefined);

export const GoProvider = GoContext.Provider;

/** Goes to a place. */
export function useGo(): (place: Place) => void {
  return useContext(GoContext);
}

/** The place behind a report's row. */
export function placeOf(drill: Drill): Place {
  if ("document" in drill) return { to: "document", document: drill.document };
  return { to: "report", input: drill.report };
}

/** A report asked with nothing but its name. */
export function plainReport(name: string): ReportInput {
  return {
    name,
    branch: null,
    from: null,
    to: null,
    product_id: null,
    account: null,
    text: null,
    warehouse: null,
    category_id: null,
    partner_id: null,
    employee_id: null,
    kinds: [],
    by: null,
    sort: null,
    descending: false,
    zero: false,
    after: null,
    limit: 0,
    lang: null,
  };
}
