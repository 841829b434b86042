/**
 * The year's close 年结存 under its December: what it would carry, and the close itself.
 */
import { useState } from "react";
import { useAct, useView } from "../../api/cache";
import type { GapView } from "../../api/generated/GapView";
import type { MonthView } from "../../api/generated/MonthView";
import { Button } from "../../components/Button";
import { Loaded, Wrong } from "../../components/States";
import { useLanguage, useWords } from "../../i18n";
import style from "./close.module.css";
import { Gaps, Links } from "./Gaps";

/** The year that ends with `month`. */
export function YearPart({ month }: { month: MonthView }) {
  const say = useWords();
  const language = useLanguage();
  const year = Number.parseInt(month.month, 10);
  const view = useView("close_year_view", { year, remark: "" });
  const close = useAct("close_year");
  const [gaps, setGaps] = useState<readonly GapView[]>([]);
  const run = async () => {
    const answer = await close.run({ year, remark: String(year) });
    if (answer !== undefined) setGaps(answer.gaps);
  };
  return (
    <div data-testid="year">
      <h2>{say("close.year_of", { year })}</h2>
      {month.year !== null && <Links documents={[month.year]} />}
      <Loaded view={view}>
        {({ entries }) =>
          entries.length === 0 ? (
            <p className={style["note"]}>{say("close.year_nothing")}</p>
          ) : (
            <>
              <table className={style["figures"]}>
                <tbody>
                  {entries.map((entry, at) => (
                    <tr key={at}>
                      <td>
                        {entry.account} {language === "en" ? entry.name_en : entry.name}
                      </td>
                      <td>{entry.debit}</td>
                      <td>{entry.credit}</td>
                    </tr>
                  ))}
                </tbody>
              </table>
              <Button
                look="accent"
                disabled={close.pending}
                onPress={() => void run()}
                testid="close-year"
              >
                {say("close.close_year")}
              </Button>
            </>
          )
        }
      </Loaded>
      <Wrong error={close.error} />
      {gaps.length > 0 && <Gaps gaps={gaps} />}
    </div>
  );
}
