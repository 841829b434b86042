/**
 * Choosing the document that a draft follows from 选择原单: by number, of the chosen partner.
 */
import { useState } from "react";
import { useView } from "../../../api/cache";
import type { DocumentKey } from "../../../api/generated/DocumentKey";
import type { PickView } from "../../../api/generated/PickView";
import { DataGrid, type Column } from "../../../components/DataGrid";
import { Dialog } from "../../../components/Dialog";
import { Empty, Loaded } from "../../../components/States";
import { TextInput } from "../../../components/TextInput";
import { kindName } from "../../../components/words";
import { useWords } from "../../../i18n";
import style from "./DraftEditor.module.css";

interface Props {
  kind: string;
  partner: number | null;
  onTake: (document: DocumentKey) => void;
  onClose: () => void;
}

/** The dialog with the documents that have something left. Enter takes the first. */
export function OriginalPicker({ kind, partner, onTake, onClose }: Props) {
  const say = useWords();
  const [text, setText] = useState("");
  const view = useView("document_pick", { kind, partner_id: partner, text });
  const columns: readonly Column<PickView>[] = [
    {
      key: "number",
      title: say("column.number"),
      width: "minmax(180px, 1fr)",
      value: (row) => row.number,
    },
    {
      key: "kind",
      title: say("column.kind"),
      width: "minmax(110px, 1fr)",
      value: (row) => kindName(say, row.kind),
    },
    { key: "date", title: say("column.date"), width: "108px", value: (row) => row.business_date },
    { key: "partner", title: say("column.partner"), value: (row) => row.partner },
    {
      key: "amount",
      title: say("column.amount"),
      kind: "amount",
      width: "112px",
      value: (row) => row.amount,
    },
    {
      key: "left",
      title: say("draft.left"),
      kind: "quantity",
      width: "92px",
      value: (row) => row.left,
    },
  ];
  return (
    <Dialog title={say("draft.pick")} onClose={onClose} wide testid="original-picker">
      <TextInput
        label={say("document.number")}
        value={text}
        onChange={setText}
        autoFocus
        onEnter={() => {
          const first = view.data?.[0];
          if (first !== undefined) onTake(first.document);
        }}
        testid="original-number"
      />
      <div className={style["picked"]}>
        <Loaded view={view}>
          {(rows) => (
            <DataGrid
              label={say("draft.pick")}
              columns={columns}
              rows={rows}
              rowKey={(row) => row.number}
              onOpen={(row) => onTake(row.document)}
              testid="original-row"
              empty={
                <Empty title={say("draft.no_original")} hint={say("draft.no_original_hint")} />
              }
            />
          )}
        </Loaded>
      </div>
    </Dialog>
  );
}
