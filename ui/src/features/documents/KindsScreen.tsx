/**
 * Where documents begin 开单: every kind by area. Letters find, arrows move, Enter opens a new one.
 */
import { useMemo, useState, type KeyboardEvent } from "react";
import { useView } from "../../api/cache";
import type { KindView } from "../../api/generated/KindView";
import { Screen } from "../../components/Screen";
import { Empty, Loaded } from "../../components/States";
import { TextInput } from "../../components/TextInput";
import { kindName } from "../../components/words";
import { useLanguage, useWords } from "../../i18n";
import { useGo } from "../../shell/place";
import { AREAS, kindMatches } from "./kinds";
import { TemplatesButton } from "./Templates";
import style from "./KindsScreen.module.css";

/** The start page of documents. */
export function KindsScreen() {
  const say = useWords();
  const view = useView("kind_list", {});
  const drafts = useView("draft_list", {});
  const go = useGo();
  const [text, setText] = useState("");
  const found = view.data?.filter((kind) => kind.drafted && kindMatches(kind, text)) ?? [];
  const first = text.trim() === "" ? undefined : firstOf(found, text);
  const tools = (
    <div role="search" className={style["tools"]} onKeyDown={moveDown}>
      <TemplatesButton />
      <TextInput
        label={say("kind.find")}
        hiddenLabel
        placeholder={say("kind.find")}
        value={text}
        onChange={setText}
        onEnter={() => first !== undefined && go({ to: "draft", what: first.code })}
        autoFocus
        testid="kind-find"
      />
    </div>
  );
  return (
    <Screen title={say("nav.write")} note={say("kind.note")} tools={tools}>
      <Loaded view={view}>
        {() => (
          <Kinds
            kinds={found}
            first={first?.code}
            text={text}
            drafts={drafts.data?.map((draft) => draft.draft.kind) ?? []}
          />
        )}
      </Loaded>
    </Screen>
  );
}

interface KindsProps {
  kinds: readonly KindView[];
  /** The one that Enter opens. */
  first: string | undefined;
  text: string;
  /** The kind of each draft. */
  drafts: readonly string[];
}

function Kinds({ kinds, first, text, drafts }: KindsProps) {
  const say = useWords();
  const go = useGo();
  const areas = useMemo(
    () =>
      AREAS.map((area) => ({ area, kinds: kinds.filter((kind) => kind.area === area) })).filter(
        (each) => each.kinds.length > 0,
      ),
    [kinds],
  );
  if (kinds.length === 0) return <Empty title={say("kind.none", { text })} />;
  return (
    <div className={style["scroll"]}>
      <div
        className={style["areas"]}
        role="group"
        aria-label={say("nav.write")}
        data-kinds
        onKeyDown={moveByArrows}
      >
        {areas.map(({ area, kinds: some }) => (
          <section key={area} className={style["area"]}>
            <h2>
              <button
                type="button"
                data-testid={`area-${area}`}
                onClick={() => go({ to: "area", area })}
              >
                {say(`area.${area}`)}
              </button>
            </h2>
            {some.map((kind) => (
              <KindButton
                key={kind.code}
                kind={kind}
                first={kind.code === first}
                drafts={drafts.filter((code) => code === kind.code).length}
              />
            ))}
          </section>
        ))}
      </div>
    </div>
  );
}

interface KindButtonProps {
  kind: KindView;
  first: boolean;
  drafts: number;
}

function KindButton({ kind, first, drafts }: KindButtonProps) {
  const say = useWords();
  const go = useGo();
  const english = useLanguage() === "en";
  return (
    <button
      type="button"
      className={style["kind"]}
      data-kind
      data-first={first || undefined}
      data-testid={`kind-${kind.code}`}
      onClick={() => go({ to: "draft", what: kind.code })}
    >
      <span className={style["code"]}>{kind.code}</span>
      <span className={style["name"]}>{kindName(say, kind.code)}</span>
      <small>{english ? kind.name : kind.name_en}</small>
      {drafts > 0 && <span className={style["drafts"]}>{say("kind.drafts", { n: drafts })}</span>}
    </button>
  );
}

/** The kind whose code was typed whole, else the one that is read first. */
function firstOf(found: readonly KindView[], text: string): KindView | undefined {
  const code = text.trim().toUpperCase();
  const read = AREAS.flatMap((area) => found.filter((kind) => kind.area === area));
  return read.find((kind) => kind.code === code) ?? read[0];
}

/** From the field down to the kinds. */
function moveDown(event: KeyboardEvent<HTMLElement>): void {
  if (event.key !== "ArrowDown") return;
  document.querySelector<HTMLElement>("[data-kinds] [data-kind]")?.focus();
  event.preventDefault();
}

/** Arrows go along the kinds as they are read: down the list, then to the next area. */
function moveByArrows(event: KeyboardEvent<HTMLElement>): void {
  const steps: Record<string, number> = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 };
  const by = steps[event.key];
  const all = [...event.currentTarget.querySelectorAll<HTMLElement>("[data-kind]")];
  const at = all.indexOf(document.activeElement as HTMLElement);
  if (by === undefined || at < 0) return;
  all[Math.max(0, Math.min(all.length - 1, at + by))]?.focus();
  event.preventDefault();
}
