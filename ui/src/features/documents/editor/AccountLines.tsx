/**
 * The account lines of a draft 科目分录: account by code or name, its party, debit or credit.
 */
import { useState } from "react";
import { useView } from "../../../api/cache";
import type { ApiError } from "../../../api/error";
import type { AccountView } from "../../../api/generated/AccountView";
import { decimalOf } from "../../../components/decimal";
import { EntryGrid, type EntryColumn } from "../../../components/EntryGrid";
import { PartnerHits } from "../../../components/PartnerPicker";
import picker from "../../../components/ProductPicker.module.css";
import { useLanguage, useWords } from "../../../i18n";
import { useKeys } from "../../../keyboard/scope";
import type { Change, TypedEntry } from "./draft";
import { wrongAt, wrongOfLine } from "./wrong";
import style from "./DraftEditor.module.css";

interface Props {
  entries: readonly TypedEntry[];
  wrong: readonly ApiError[];
  autoFocus: boolean;
  keep: (by: Change) => void;
}

interface Finding {
  at: number;
  cell: "account" | "party";
  text: string;
}

/** The grid of account lines. */
export function AccountLines({ entries, wrong, autoFocus, keep }: Props) {
  const say = useWords();
  const english = useLanguage() === "en";
  const { data: accounts = [] } = useView("account_list", {});
  const [finding, setFinding] = useState<Finding | null>(null);
  const number = (entry: TypedEntry) => entries.indexOf(entry) + 1;
  const at = (entry: TypedEntry, name: string) =>
    wrongAt(wrong, `entries.${number(entry)}.${name}`, say);
  const accountOf = (entry: TypedEntry) => accounts.find((each) => each.code === entry.account);
  const nameOf = (account: AccountView) => (english ? account.name_en : account.name);
  const finds = (entry: TypedEntry, cell: Finding["cell"]) =>
    finding?.at === entry.at && finding.cell === cell ? finding : null;
  const watch = (cell: Finding["cell"]) => (entry: TypedEntry, text: string | null) =>
    setFinding(text === null ? null : { at: entry.at, cell, text });

  function take(entry: TypedEntry, account: AccountView): void {
    setFinding(null);
    const party = account.party === accountOf(entry)?.party ? {} : { partner_id: null, party: "" };
    keep({ entry: { account: account.code, asset: null, ...party }, at: entry.at });
  }

  /** An asset is a number; a partner is found. */
  function typedParty(entry: TypedEntry, text: string): void {
    if (accountOf(entry)?.party !== "asset") return;
    const asset = Number.parseInt(text.normalize("NFKC"), 10);
    if (Number.isSafeInteger(asset)) keep({ entry: { asset, party: text }, at: entry.at });
  }

  const figure = (cell: "debit" | "credit"): EntryColumn<TypedEntry> => ({
    key: cell,
    title: say(`column.${cell}`),
    width: "140px",
    figure: true,
    value: (entry) => entry[cell],
    typed: {
      text: (entry) => entry[cell],
      commit: (entry, text) => keep({ entry: { [cell]: text }, at: entry.at }),
      invalid: (text) => decimalOf(text) === null,
      wrong: (entry) => at(entry, cell),
      testid: `entry-${cell}`,
    },
  });

  const columns: readonly EntryColumn<TypedEntry>[] = [
    {
      key: "account",
      title: say("column.account"),
      width: "130px",
      value: (entry) => entry.account,
      typed: {
        text: (entry) => entry.account,
        commit: () => undefined,
        onText: watch("account"),
        holds: (entry) => finds(entry, "account") !== null,
        wrong: (entry) => at(entry, "account"),
        testid: "entry-account",
      },
      below: (entry) => {
        const found = finds(entry, "account");
        return (
          found !== null && (
            <div className={style["found"]}>
              <AccountHits
                text={found.text}
                accounts={accounts}
                onTake={(account) => take(entry, account)}
                onClose={() => setFinding(null)}
              />
            </div>
          )
        );
      },
    },
    {
      key: "name",
      title: say("column.name"),
      width: "minmax(160px, 2fr)",
      value: (entry) => {
        const account = accountOf(entry);
        return account === undefined ? "" : nameOf(account);
      },
    },
    {
      key: "party",
      title: say("draft.party"),
      width: "minmax(160px, 2fr)",
      value: (entry) => entry.party,
      typed: {
        text: (entry) => entry.party,
        commit: typedParty,
        onText: (entry, text) => {
          if (accountOf(entry)?.party === "partner") watch("party")(entry, text);
        },
        ghost: (entry) => {
          const party = accountOf(entry)?.party ?? null;
          return party === null ? "" : say(party === "asset" ? "draft.asset" : "draft.partner");
        },
        holds: (entry) => finds(entry, "party") !== null,
        wrong: (entry) => at(entry, "party"),
        testid: "entry-party",
      },
      below: (entry) => {
        const found = finds(entry, "party");
        return (
          found !== null &&
          found.text !== "" && (
            <div className={style["found"]}>
              <PartnerHits
                text={found.text}
                onTake={(hit) => {
                  setFinding(null);
                  keep({ entry: { partner_id: hit.partner_id, party: hit.name }, at: entry.at });
                }}
                onClose={() => setFinding(null)}
              />
            </div>
          )
        );
      },
    },
    figure("debit"),
    figure("credit"),
  ];
  return (
    <EntryGrid
      label={say("draft.entries")}
      columns={columns}
      rows={entries}
      rowKey={(entry) => entry.at}
      onRemove={(entry) => keep({ remove: "entries", at: entry.at })}
      autoFocus={autoFocus}
      note={(entry) =>
        wrongOfLine(wrong, "entries", number(entry), say).map((text) => (
          <p key={text} className={style["note"]}>
            {text}
          </p>
        ))
      }
      testid="entry-line"
    />
  );
}

const HITS = 10;

interface HitsProps {
  text: string;
  accounts: readonly AccountView[];
  onTake: (account: AccountView) => void;
  onClose: () => void;
}

/** Accounts by the beginning of their code or a part of their name. */
function AccountHits({ text, accounts, onTake, onClose }: HitsProps) {
  const say = useWords();
  const [marked, setMarked] = useState(0);
  const wanted = text.trim().normalize("NFKC").toLowerCase();
  const hits = accounts
    .filter(
      (account) =>
        !account.kept &&
        (account.code.startsWith(wanted) ||
          account.name.includes(wanted) ||
          account.name_en.toLowerCase().includes(wanted)),
    )
    .slice(0, HITS);
  const at = Math.min(marked, Math.max(0, hits.length - 1));
  useKeys("search", {
    up: () => setMarked(Math.max(0, at - 1)),
    down: () => setMarked(Math.min(hits.length - 1, at + 1)),
    close: onClose,
    take: () => {
      const hit = hits[at];
      if (hit !== undefined) onTake(hit);
    },
  });
  return (
    <div className={picker["picker"]} role="listbox" aria-label={say("column.account")}>
      {hits.map((hit, i) => (
        <div
          key={hit.code}
          role="option"
          tabIndex={-1}
          aria-selected={i === at}
          className={picker["hit"]}
          data-testid="account-hit"
          onMouseDown={(event) => {
            event.preventDefault();
            onTake(hit);
          }}
        >
          <span className={picker["code"]}>{hit.code}</span>
          <span className={picker["name"]}>
            {hit.name} <small>{hit.name_en}</small>
          </span>
        </div>
      ))}
      {hits.length === 0 && <p className={picker["none"]}>{say("find.none", { text })}</p>}
    </div>
  );
}
