/**
 * What keeps a month from closing 差异: one sentence each, with the documents behind it.
 */
import type { DocumentLink } from "../../api/generated/DocumentLink";
import type { GapView } from "../../api/generated/GapView";
import { Empty } from "../../components/States";
import { useWords, type Params, type Say } from "../../i18n";
import { useGo } from "../../shell/place";
import style from "./close.module.css";

/** Parameters that are keys, and where their words stand. */
const KEYS = { module: "module", table: "ledger", class: "class" } as const;

/** The sentence of a gap. */
export function gapSentence(gap: GapView, say: Say): string {
  const params: Params = Object.fromEntries(gap.params);
  for (const [name, words] of Object.entries(KEYS)) {
    const key = params[name];
    if (typeof key === "string") params[name] = say.maybe(`${words}.${key}`, key);
  }
  return say.maybe(`gap.${gap.code}`, gap.code, params);
}

/** All gaps; an empty list says that everything agrees. */
export function Gaps({ gaps }: { gaps: readonly GapView[] }) {
  const say = useWords();
  if (gaps.length === 0) {
    return <Empty title={say("close.agrees")} hint={say("close.agrees_hint")} />;
  }
  return (
    <>
      <p role="status">{say("close.gaps", { n: gaps.length })}</p>
      <ul className={style["gaps"]} data-testid="gaps">
        {gaps.map((gap, at) => (
          <li key={at} data-testid="gap">
            {gapSentence(gap, say)}
            <Links documents={gap.documents} />
          </li>
        ))}
      </ul>
    </>
  );
}

/** Documents by number; each leads to itself. */
export function Links({ documents }: { documents: readonly DocumentLink[] }) {
  const go = useGo();
  if (documents.length === 0) return null;
  return (
    <div className={style["links"]}>
      {documents.map((link) => (
        <button
          key={`${link.document.stream}:${link.document.seq}`}
          type="button"
          className={style["link"]}
          data-testid="gap-document"
          onClick={() => go({ to: "document", document: link.document })}
        >
          {link.number}
        </button>
      ))}
    </div>
  );
}
