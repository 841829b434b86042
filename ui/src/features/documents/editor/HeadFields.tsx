/**
 * The head of a draft 单据表头: only the fields that its kind has, each with what is wrong with it.
 */
import { FileSearch } from "lucide-react";
import { useId, useState, type ReactNode } from "react";
import type { ApiError } from "../../../api/error";
import type { ChoicesView } from "../../../api/generated/ChoicesView";
import type { KindView } from "../../../api/generated/KindView";
import { Button } from "../../../components/Button";
import { Choice } from "../../../components/Choice";
import { DateInput } from "../../../components/DateInput";
import field from "../../../components/Field.module.css";
import { PartnerPicker } from "../../../components/PartnerPicker";
import { TextInput } from "../../../components/TextInput";
import { className, noteName } from "../../../components/words";
import { useLanguage, useWords } from "../../../i18n";
import type { Draft } from "./useDraft";
import type { Head } from "./draft";
import { wrongAt } from "./wrong";
import style from "./DraftEditor.module.css";

interface Props {
  kind: KindView;
  draft: Draft;
  choices: ChoicesView | undefined;
  wrong: readonly ApiError[];
  onOriginal: () => void;
}

/** The header fields. */
export function HeadFields({ kind, draft, choices, wrong, onOriginal }: Props) {
  const say = useWords();
  const english = useLanguage() === "en";
  const [partner, setPartner] = useState<string | null>(null);
  const { head, view } = draft.typed;
  const set = (by: Partial<Head>) => void draft.keep({ head: by });
  const at = (name: string) => wrongAt(wrong, name, say);
  const nameOf = (each: { name: string; name_en: string }) =>
    english && each.name_en !== "" ? each.name_en : each.name;
  const stores = (choices?.warehouses ?? []).map((each) => ({
    value: each.code,
    text: nameOf(each),
  }));
  const branches = (choices?.branches ?? []).map((each) => ({
    value: each.code,
    text: `${each.code} ${each.name}`.trim(),
  }));
  const nothing = { value: "", text: say("draft.choose") };
  return (
    <div className={style["head"]}>
      {kind.partner !== "no" && (
        <PartnerPicker
          label={required(
            say(`draft.${kind.role === "any" ? "partner" : kind.role}`),
            kind.partner,
          )}
          name={partner ?? view?.partner ?? ""}
          wrong={at("partner_id")}
          onTake={(hit) => {
            setPartner(hit.name);
            set({ partner_id: hit.partner_id });
          }}
        />
      )}
      {kind.original !== "no" && (
        <Labelled label={required(say("draft.original"), kind.original)} wrong={at("refers_to")}>
          <Button keys="F4" onPress={onOriginal} testid="draft-original">
            <FileSearch size={16} aria-hidden />
            {view?.original?.number ?? say("draft.pick")}
          </Button>
        </Labelled>
      )}
      {kind.counterpart !== "no" && (
        <Picked
          label={required(say("draft.counterpart"), kind.counterpart)}
          value={head.counterpart ?? ""}
          options={[nothing, ...branches]}
          wrong={at("counterpart")}
          onChange={(counterpart) => set({ counterpart: counterpart || null })}
          testid="draft-counterpart"
        />
      )}
      {kind.forms.length > 0 && (
        <Picked
          label={say("draft.form")}
          value={head.form ?? "usual"}
          options={kind.forms.map((form) => ({
            value: form,
            text: say.maybe(`form.${kind.code}.${form}`, say.maybe(`form.${form}`, form)),
          }))}
          wrong={at("form")}
          onChange={(form) => set({ form: form === "usual" ? null : form })}
          testid="draft-form"
        />
      )}
      {kind.classes.length > 0 && (
        <Picked
          label={say("draft.class")}
          value={head.class ?? "own"}
          options={kind.classes.map((each) => ({ value: each, text: className(say, each) }))}
          wrong={at("class")}
          onChange={(each) => set({ class: each === "own" ? null : each })}
          testid="draft-class"
        />
      )}
      {kind.warehouse && (
        <Picked
          label={say(kind.to_warehouse === "no" ? "column.warehouse" : "draft.from_warehouse")}
          value={head.warehouse ?? "1"}
          options={stores}
          wrong={at("warehouse")}
          onChange={(warehouse) => set({ warehouse })}
          testid="draft-warehouse"
        />
      )}
      {kind.to_warehouse !== "no" && (
        <Picked
          label={required(say("draft.to_warehouse"), kind.to_warehouse)}
          value={head.to_warehouse ?? ""}
          options={[nothing, ...stores]}
          wrong={at("to_warehouse")}
          onChange={(to) => set({ to_warehouse: to || null })}
          testid="draft-to-warehouse"
        />
      )}
      {kind.span !== "no" && (
        <Labelled
          label={required(say("draft.span"), kind.span)}
          wrong={at("span_from") ?? at("span_to")}
        >
          <span className={style["span"]}>
            <DateInput
              label={say("filter.from")}
              value={head.span_from}
              onChange={(span_from) => set({ span_from })}
              testid="draft-span-from"
            />
            <DateInput
              label={say("filter.to")}
              value={head.span_to}
              onChange={(span_to) => set({ span_to })}
              testid="draft-span-to"
            />
          </span>
        </Labelled>
      )}
      <Labelled label={say("column.date")} wrong={at("business_date")}>
        <DateInput
          label={say("draft.today")}
          value={head.business_date}
          onChange={(business_date) => set({ business_date })}
          testid="draft-date"
        />
      </Labelled>
      {kind.due_date !== "no" && (
        <Labelled label={say("draft.due_date")} wrong={at("due_date")}>
          <DateInput
            label={say("draft.due_date_hint")}
            value={head.due_date}
            onChange={(due_date) => set({ due_date })}
            testid="draft-due"
          />
        </Labelled>
      )}
      {kind.rounding && (
        <Kept
          label={say("till.rounding")}
          value={head.rounding}
          wrong={at("rounding")}
          onKeep={(rounding) => set({ rounding })}
          testid="draft-rounding"
        />
      )}
      <Kept
        label={say("draft.source")}
        value={head.source}
        onKeep={(source) => set({ source })}
        testid="draft-source"
      />
      <Kept
        label={required(
          say(kind.reason === "must" ? "draft.reason" : "column.remark"),
          kind.reason,
        )}
        value={head.remark}
        wrong={at("remark")}
        onKeep={(remark) => set({ remark })}
        testid="draft-remark"
      />
      {kind.notes.map((note) => (
        <Kept
          key={note}
          label={noteName(say, note)}
          value={head.notes.find((each) => each.field === note)?.text ?? ""}
          onKeep={(text) =>
            set({
              notes: [
                ...head.notes.filter((each) => each.field !== note),
                ...(text === "" ? [] : [{ field: note, text }]),
              ],
            })
          }
        />
      ))}
    </div>
  );
}

const required = (label: string, need: string) => (need === "must" ? `${label} *` : label);

function Labelled(props: { label: string; wrong: string | null; children: ReactNode }) {
  return (
    <div className={field["field"]}>
      <span className={field["label"]}>{props.label}</span>
      {props.children}
      {props.wrong !== null && <span className={field["wrong"]}>{props.wrong}</span>}
    </div>
  );
}

interface PickedProps {
  label: string;
  value: string;
  options: readonly { value: string; text: string }[];
  wrong: string | null;
  onChange: (value: string) => void;
  testid: string;
}

function Picked(props: PickedProps) {
  return (
    <Labelled label={props.label} wrong={props.wrong}>
      <Choice
        label={props.label}
        value={props.value}
        options={props.options}
        onChange={props.onChange}
        testid={props.testid}
      />
    </Labelled>
  );
}

interface KeptProps {
  label: string;
  value: string;
  wrong?: string | null;
  onKeep: (text: string) => void;
  testid?: string;
}

/** A line of text that is kept when it is left, or by Enter. */
function Kept({ label, value, wrong = null, onKeep, testid }: KeptProps) {
  const id = useId();
  const [typed, setTyped] = useState<string | null>(null);
  const keep = () => {
    if (typed !== null && typed !== value) onKeep(typed);
    setTyped(null);
  };
  return (
    <span id={id} onBlur={keep}>
      <TextInput
        label={label}
        value={typed ?? value}
        wrong={wrong}
        onChange={setTyped}
        onEnter={keep}
        testid={testid}
      />
    </span>
  );
}
