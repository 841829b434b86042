/**
 * The operation log 操作日志 and how often operators sign in 登录率.
 */
import { useCallback, useMemo, useState } from "react";
import { usePages, useView } from "../../api/cache";
import type { AuditInput } from "../../api/generated/AuditInput";
import type { AuditRow } from "../../api/generated/AuditRow";
import type { LoginCountView } from "../../api/generated/LoginCountView";
import { Choice } from "../../components/Choice";
import { DataGrid, type Column } from "../../components/DataGrid";
import { DateInput } from "../../components/DateInput";
import { Screen, Sides } from "../../components/Screen";
import { Empty, Loaded } from "../../components/States";
import { TextInput } from "../../components/TextInput";
import { useWords, type TextKey } from "../../i18n";
import { useClock } from "../../i18n/time";

const PAGE = 100;

/** Acts that leave rows, for the filter. */
const ACTS = [
  "login",
  "login_failed",
  "logout",
  "approval_failed",
  "price_change",
  "discount_over",
  "below_cost",
  "negative_cost",
  "credit_over",
  "negative_stock",
  "reversal",
  "draft_discard",
  "pin_set",
  "pin_take",
  "pin_change",
  "pin_forget",
  "operator_save",
  "operator_password",
  "role_save",
  "draft_submit",
  "draft_withdraw",
  "application_approve",
  "application_refuse",
  "approval_policy_save",
  "branch_add",
  "held_retry",
  "books_open",
  "module_close",
  "month_close",
  "year_close",
] as const;

function useColumns(): readonly Column<AuditRow>[] {
  const say = useWords();
  const clock = useClock();
  return useMemo(
    () => [
      { key: "at", title: say("audit.at"), width: "150px", value: (row) => clock(row.at_ms) },
      {
        key: "operator",
        title: say("audit.operator"),
        width: "120px",
        value: (row) => row.operator,
      },
      {
        key: "act",
        title: say("audit.act"),
        width: "130px",
        value: (row) => say.maybe(`act.${row.act}`, row.act),
      },
      {
        key: "detail",
        title: say("audit.detail"),
        width: "minmax(160px, 2fr)",
        value: (row) => row.detail,
      },
      {
        key: "approver",
        title: say("audit.approver"),
        width: "120px",
        value: (row) => row.approver,
      },
      { key: "reason", title: say("audit.reason"), value: (row) => row.reason },
    ],
    [say, clock],
  );
}

/** The log beside the month's sign-ins. */
export function AuditScreen() {
  const say = useWords();
  const columns = useColumns();
  const [act, setAct] = useState("");
  const [operator, setOperator] = useState("");
  const [from, setFrom] = useState<string | null>(null);
  const [to, setTo] = useState<string | null>(null);
  const input: AuditInput = {
    from,
    to,
    operator: operator === "" ? null : operator,
    act: act === "" ? null : act,
    after: null,
    limit: PAGE,
  };
  const view = usePages("audit_list", input);
  const rows = view.data?.pages.flatMap((page) => page.rows);
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = view;
  const more = useCallback(() => {
    if (hasNextPage && !isFetchingNextPage) void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, fetchNextPage]);
  const acts = [
    { value: "", text: say("audit.all_acts") },
    ...ACTS.map((each) => ({ value: each, text: say(`act.${each}` as TextKey) })),
  ];
  return (
    <Screen
      title={say("nav.audit")}
      tools={
        <>
          <TextInput
            label={say("audit.operator")}
            hiddenLabel
            placeholder={say("audit.operator")}
            value={operator}
            onChange={setOperator}
            testid="audit-operator"
          />
          <Choice label={say("audit.act")} value={act} options={acts} onChange={setAct} />
          <DateInput label={say("filter.from")} value={from} onChange={setFrom} />
          <DateInput label={say("filter.to")} value={to} onChange={setTo} />
        </>
      }
    >
      <Sides
        list={
          <Loaded view={{ data: rows, error: view.error, refetch: view.refetch }}>
            {(found) => (
              <DataGrid
                label={say("nav.audit")}
                columns={columns}
                rows={found}
                rowKey={(row) => row.key}
                onEnd={more}
                testid="audit-row"
                empty={<Empty title={say("audit.none")} hint={say("audit.none_hint")} />}
              />
            )}
          </Loaded>
        }
        chosen={<Logins />}
      />
    </Screen>
  );
}

/** Who signed in this month, and how often. */
function Logins() {
  const say = useWords();
  const clock = useClock();
  const view = useView("login_statistics", { month: null });
  const columns: readonly Column<LoginCountView>[] = [
    { key: "operator", title: say("audit.operator"), value: (row) => row.operator },
    { key: "month", title: say("audit.month"), width: "88px", value: (row) => row.month },
    {
      key: "logins",
      title: say("audit.logins"),
      kind: "count",
      width: "72px",
      value: (row) => String(row.logins),
    },
    {
      key: "days",
      title: say("audit.days"),
      kind: "count",
      width: "72px",
      value: (row) => String(row.days),
    },
    {
      key: "last",
      title: say("audit.last"),
      width: "130px",
      value: (row) => clock(row.last_ms),
    },
  ];
  return (
    <Loaded view={view}>
      {(rows) => (
        <DataGrid
          label={say("audit.statistics")}
          columns={columns}
          rows={rows}
          rowKey={(row) => row.operator}
          testid="login-row"
          empty={<Empty title={say("audit.no_logins")} />}
        />
      )}
    </Loaded>
  );
}
