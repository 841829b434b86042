/**
 * Opening the books 开账: the opening figures beside opening equity, what is wrong, and the opening.
 */
import { useEffect } from "react";
import { useAct } from "../../api/cache";
import { useQuery } from "@tanstack/react-query";
import { call } from "../../api/client";
import type { OpeningView } from "../../api/generated/OpeningView";
import { Button } from "../../components/Button";
import { Dialog, DialogActs } from "../../components/Dialog";
import { Loaded, Wrong } from "../../components/States";
import { useWords } from "../../i18n";
import style from "./close.module.css";
import { Gaps } from "./Gaps";

/** The figures; the core proves them each time that this is shown. */
export function OpeningDialog({ onClose }: { onClose: () => void }) {
  const say = useWords();
  const view = useQuery({
    queryKey: ["opening_check", {}],
    queryFn: () => call("opening_check", {}),
  });
  const { refetch } = view;
  useEffect(() => void refetch(), [refetch]);
  const open = useAct("opening_open");
  const run = async () => {
    if ((await open.run({})) !== undefined) onClose();
  };
  return (
    <Dialog title={say("opening.title")} onClose={onClose} wide testid="opening-dialog">
      <Loaded view={view}>
        {(opening) => (
          <>
            <Figures opening={opening} />
            <Gaps gaps={opening.gaps} />
            <p className={style["note"]}>
              {opening.opened === null
                ? say("opening.note")
                : say("opening.opened", { day: opening.opened })}
            </p>
            <Wrong error={open.error} />
            <DialogActs>
              <Button onPress={onClose}>{say("act.close")}</Button>
              {opening.opened === null && (
                <Button
                  look="accent"
                  disabled={open.pending || opening.gaps.length > 0}
                  onPress={() => void run()}
                  testid="opening-open"
                >
                  {say("opening.open")}
                </Button>
              )}
            </DialogActs>
          </>
        )}
      </Loaded>
    </Dialog>
  );
}

function Figures({ opening }: { opening: OpeningView }) {
  const say = useWords();
  const rows: [string, string][] = [
    ...opening.stock.map(([key, value]): [string, string] => [
      say("opening.stock", { class: say.maybe(`class.${key}`, key) }),
      value,
    ]),
    [say("opening.money"), opening.money],
    [say("opening.receivable"), opening.receivable],
    [say("opening.payable"), opening.payable],
    [say("opening.assets"), opening.assets],
    [say("opening.equity"), opening.equity],
  ];
  return (
    <table className={style["figures"]} data-testid="opening-figures">
      <tbody>
        {rows.map(([label, value]) => (
          <tr key={label}>
            <td>{label}</td>
            <td>{value}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
