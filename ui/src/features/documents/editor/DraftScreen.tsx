/**
 * The draft of an address 草稿: a saved one by its number, a new one by its kind's code.
 */
import { useMemo } from "react";
import { useView } from "../../../api/cache";
import type { KindView } from "../../../api/generated/KindView";
import { Failure, Loaded, Waiting } from "../../../components/States";
import { useGo } from "../../../shell/place";
import { areaOf, useKinds } from "../kinds";
import { newDraft, openDraft, type Typed } from "./draft";
import { DraftEditor } from "./DraftEditor";

/** The editor behind an address. */
export function DraftScreen({ what }: { what: string }) {
  const kinds = useKinds();
  if (kinds === undefined) return <Waiting />;
  const id = Number.parseInt(what, 10);
  if (Number.isSafeInteger(id)) return <Saved key={id} id={id} kinds={kinds} />;
  return <Open kinds={kinds} code={what} key={what} />;
}

function Saved({ id, kinds }: { id: number; kinds: readonly KindView[] }) {
  const view = useView("draft_view", { id });
  return (
    <Loaded view={view}>
      {(draft) => <Open kinds={kinds} code={draft.draft.kind} start={openDraft(draft)} />}
    </Loaded>
  );
}

interface OpenProps {
  kinds: readonly KindView[];
  code: string;
  start?: Typed;
}

const NO_KIND = {
  code: "input_malformed",
  params: [["what", ""]] as [string, string][],
  field: null,
};

function Open({ kinds, code, start }: OpenProps) {
  const go = useGo();
  const kind = kinds.find((each) => each.code === code);
  // The draft that was opened stays the start, whatever is saved meanwhile.
  // oxlint-disable-next-line react/exhaustive-deps -- only the first one counts
  const first = useMemo(() => start ?? newDraft(code), [code]);
  if (kind === undefined) return <Failure error={NO_KIND} />;
  const area = areaOf(kind.area);
  return (
    <DraftEditor
      kind={kind}
      start={first}
      onClose={() => go(area === undefined ? { to: "write" } : { to: "area", area })}
    />
  );
}
