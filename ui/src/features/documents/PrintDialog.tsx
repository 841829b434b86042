/**
 * Printing a document 打印: the paper on the screen, then the printer's own dialog.
 *
 * Opening it counts the print, because the paper says which one it is. Owns the paper's layout.
 * Invariant: what is printed is exactly what is shown; the rest of the window stays off the paper.
 */
import { Printer } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { createPortal } from "react-dom";
import { useAct } from "../../api/cache";
import type { DocumentKey } from "../../api/generated/DocumentKey";
import type { PrintView } from "../../api/generated/PrintView";
import { Button } from "../../components/Button";
import { Dialog, DialogActs } from "../../components/Dialog";
import { Waiting, Wrong } from "../../components/States";
import { useWords } from "../../i18n";
import { Paper } from "./Paper";
import style from "./Paper.module.css";

interface Props {
  document: DocumentKey;
  onClose: () => void;
}

/** The dialog with the paper. */
export function PrintDialog({ document: key, onClose }: Props) {
  const say = useWords();
  const print = useAct("document_print");
  const [paper, setPaper] = useState<PrintView | null>(null);
  const asked = useRef(false);
  const { run } = print;
  useEffect(() => {
    // Once, though React may mount twice: each time counts.
    if (asked.current) return;
    asked.current = true;
    void run({ document: key }).then((view) => view !== undefined && setPaper(view));
  }, [run, key]);
  return (
    <Dialog title={say("print.print")} onClose={onClose} wide testid="print-dialog">
      <Wrong error={print.error} />
      {paper === null && print.error === null && <Waiting />}
      {paper !== null && (
        <>
          <div className={style["preview"]}>
            <Paper paper={paper} />
          </div>
          {createPortal(
            <div className={style["printed"]} aria-hidden>
              <Paper paper={paper} />
            </div>,
            document.body,
          )}
        </>
      )}
      <DialogActs>
        <Button onPress={onClose} keys="Escape">
          {say("act.close")}
        </Button>
        <Button
          look="accent"
          disabled={paper === null}
          onPress={() => window.print()}
          testid="print-now"
        >
          <Printer size={16} aria-hidden />
          {say("print.print")}
        </Button>
      </DialogActs>
    </Dialog>
  );
}
