/**
 * Head office at a glance 总览: how far merging is, what stock is worth, what needs a person.
 */
import { AlertTriangle, Check } from "lucide-react";
import { useView } from "../../api/cache";
import { Button } from "../../components/Button";
import { Chart } from "../../components/Chart";
import { Figure, Money } from "../../components/Figure";
import { Facts, Screen } from "../../components/Screen";
import { Loaded } from "../../components/States";
import { useWords } from "../../i18n";
import { useGo } from "../../shell/place";
import style from "./OverviewScreen.module.css";

/** The first page of the console. */
export function OverviewScreen() {
  const say = useWords();
  const go = useGo();
  const view = useView("hq_overview", {});
  const sales = useView("sales_by_branch", { date: null });
  return (
    <Screen title={say("nav.overview")}>
      <Loaded view={view}>
        {(data) => (
          <>
            <Facts
              facts={[
                {
                  label: say("overview.sales"),
                  value: <Money value={data.sales_today} />,
                  testid: "overview-sales",
                },
                {
                  label: say("overview.stock"),
                  value: <Money value={data.stock_value} />,
                  testid: "overview-stock",
                },
                { label: say("overview.branches"), value: data.branches },
                {
                  label: say("overview.documents"),
                  value: <Figure value={String(data.documents)} />,
                  testid: "overview-documents",
                },
              ]}
            />
            <ul className={style["todo"]}>
              <Todo
                count={data.held}
                none={say("overview.held_none")}
                some={say("overview.held", { n: data.held })}
                act={say("nav.held")}
                onGo={() => go({ to: "held" })}
              />
              <Todo
                count={data.forks}
                none={say("overview.forks_none")}
                some={say("overview.forks", { n: data.forks })}
                act={say("nav.held")}
                onGo={() => go({ to: "held" })}
              />
              <Todo
                count={data.unmerged}
                none={say("overview.merged")}
                some={say("overview.unmerged", { n: data.unmerged })}
                act={say("nav.branches")}
                onGo={() => go({ to: "branches" })}
              />
            </ul>
          </>
        )}
      </Loaded>
      {sales.data !== undefined && (
        <section className={style["chart"]}>
          <h2>
            {say("sales.thirty_days")}
            <Button look="quiet" onPress={() => go({ to: "sales" })}>
              {say("nav.sales_by_branch")}
            </Button>
          </h2>
          <Chart
            kind="line"
            label={say("sales.thirty_days")}
            names={sales.data.days.map(([day]) => day.slice(5))}
            values={sales.data.days.map(([, amount]) => amount)}
          />
        </section>
      )}
    </Screen>
  );
}

interface TodoProps {
  count: number;
  none: string;
  some: string;
  act: string;
  onGo: () => void;
}

function Todo({ count, none, some, act, onGo }: TodoProps) {
  if (count === 0) {
    return (
      <li>
        <Check size={18} aria-hidden className={style["well"]} /> {none}
      </li>
    );
  }
  return (
    <li>
      <AlertTriangle size={18} aria-hidden className={style["look"]} /> {some}
      <Button onPress={onGo}>{act}</Button>
    </li>
  );
}
