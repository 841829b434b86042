/**
 * Templates 模板: a draft is kept under a name, and written again so many times over.
 */
import { BookmarkPlus, Layers, Trash2 } from "lucide-react";
import { useState } from "react";
import { useAct, useView } from "../../api/cache";
import type { TemplateView } from "../../api/generated/TemplateView";
import { Button } from "../../components/Button";
import { DataGrid, type Column } from "../../components/DataGrid";
import { Dialog, DialogActs } from "../../components/Dialog";
import { Empty, Loaded, Wrong } from "../../components/States";
import { TextInput } from "../../components/TextInput";
import { kindName } from "../../components/words";
import { useWords } from "../../i18n";
import { useKeys } from "../../keyboard/scope";
import { useGo } from "../../shell/place";

/** Opens the templates, on the start page of documents. */
export function TemplatesButton() {
  const say = useWords();
  const [open, setOpen] = useState(false);
  useKeys("desk", { new: () => setOpen(true) }, !open);
  return (
    <>
      <Button keys="F2" onPress={() => setOpen(true)} testid="templates">
        <Layers size={16} aria-hidden />
        {say("template.title")}
      </Button>
      {open && <TemplatesDialog onClose={() => setOpen(false)} />}
    </>
  );
}

function TemplatesDialog({ onClose }: { onClose: () => void }) {
  const say = useWords();
  const view = useView("template_list", {});
  const [chosen, setChosen] = useState<TemplateView | null>(null);
  const columns: readonly Column<TemplateView>[] = [
    {
      key: "name",
      title: say("template.name"),
      width: "minmax(140px, 2fr)",
      value: (row) => row.name,
    },
    {
      key: "kind",
      title: say("column.kind"),
      width: "150px",
      value: (row) => `${row.kind} ${kindName(say, row.kind)}`,
    },
    { key: "lines", title: say("column.lines"), width: "70px", value: (row) => String(row.lines) },
    { key: "branch", title: say("column.branch"), width: "80px", value: (row) => row.branch },
  ];
  if (chosen !== null) return <TimesDialog template={chosen} onClose={onClose} />;
  return (
    <Dialog title={say("template.title")} wide onClose={onClose} testid="templates-dialog">
      <Loaded view={view}>
        {(rows) => (
          <DataGrid
            label={say("template.title")}
            columns={columns}
            rows={rows}
            rowKey={(row) => String(row.id)}
            onOpen={setChosen}
            testid="template-row"
            empty={<Empty title={say("template.none")} hint={say("template.none_hint")} />}
          />
        )}
      </Loaded>
      <DialogActs>
        <Button onPress={onClose} keys="Escape">
          {say("act.cancel")}
        </Button>
      </DialogActs>
    </Dialog>
  );
}

/** How many times over; Enter writes the draft. */
function TimesDialog({ template, onClose }: { template: TemplateView; onClose: () => void }) {
  const say = useWords();
  const go = useGo();
  const write = useAct("template_use");
  const remove = useAct("template_remove");
  const [times, setTimes] = useState("1");
  async function run(): Promise<void> {
    const view = await write.run({ id: template.id, times });
    if (view !== undefined) go({ to: "draft", what: String(view.id) });
  }
  async function take(): Promise<void> {
    if ((await remove.run({ id: template.id })) !== undefined) onClose();
  }
  return (
    <Dialog title={template.name} onClose={onClose} testid="template-times-dialog">
      <TextInput
        label={say("template.times")}
        value={times}
        onChange={setTimes}
        autoFocus
        onEnter={() => void run()}
        testid="template-times"
      />
      <Wrong error={write.error ?? remove.error} />
      <DialogActs>
        {template.own && (
          <Button look="danger" onPress={() => void take()} testid="template-remove">
            <Trash2 size={16} aria-hidden />
            {say("template.remove")}
          </Button>
        )}
        <Button onPress={onClose} keys="Escape">
          {say("act.cancel")}
        </Button>
        <Button look="accent" keys="Enter" disabled={write.pending} onPress={() => void run()}>
          {say("template.use")}
        </Button>
      </DialogActs>
    </Dialog>
  );
}

interface KeepProps {
  /** Saves what is typed; the draft's number. */
  save: () => Promise<number | undefined>;
}

/** Keeps the draft in the editor as a template. */
export function KeepTemplate({ save }: KeepProps) {
  const say = useWords();
  const keep = useAct("template_save");
  const [name, setName] = useState<string | null>(null);
  async function run(): Promise<void> {
    const draft = await save();
    if (draft === undefined || name === null) return;
    if ((await keep.run({ draft, name })) !== undefined) setName(null);
  }
  return (
    <>
      <Button onPress={() => setName("")} testid="template-keep">
        <BookmarkPlus size={16} aria-hidden />
        {say("template.keep")}
      </Button>
      {name !== null && (
        <Dialog title={say("template.keep")} onClose={() => setName(null)} testid="template-name">
          <p>{say("template.keep_hint")}</p>
          <TextInput
            label={say("template.name")}
            value={name}
            onChange={setName}
            autoFocus
            onEnter={() => void run()}
            testid="template-name-field"
          />
          <Wrong error={keep.error} />
          <DialogActs>
            <Button onPress={() => setName(null)} keys="Escape">
              {say("act.cancel")}
            </Button>
            <Button
              look="accent"
              keys="Enter"
              disabled={name.trim() === "" || keep.pending}
              onPress={() => void run()}
            >
              {say("template.keep")}
            </Button>
          </DialogActs>
        </Dialog>
      )}
    </>
  );
}
