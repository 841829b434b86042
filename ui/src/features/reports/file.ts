/**
 * A report as a file 导出: the core makes it whole, the transport keeps it.
 */
import { call, transport } from "../../api/client";
import type { ReportInput } from "../../api/generated/ReportInput";

/** Bytes from base 64. */
export function bytesOf(base64: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(base64), (sign) => sign.charCodeAt(0));
}

/** Saves a report with all its rows; tells under which name. */
export async function saveReport(report: ReportInput, format: "csv" | "xlsx"): Promise<string> {
  const file = await call("report_file", { report, format });
  return transport().save(file.name, file.media, bytesOf(file.base64));
}
