/**
 * Documents 单据: posted facts, newest first, and the one that is open beside the list.
 */
import { useView } from "../../api/cache";
import type { DocumentKey } from "../../api/generated/DocumentKey";
import { Screen, Sides } from "../../components/Screen";
import { useWords } from "../../i18n";
import { DocumentGrid, keyOf, useDocumentFilter } from "./DocumentList";
import { DocumentPanel } from "./DocumentPanel";

interface Props {
  open: DocumentKey | null;
  /** Only documents of this branch (HQ). */
  branch?: string | null;
  onOpen: (document: DocumentKey | null) => void;
  /** True at HQ, where documents come from many branches. */
  hq?: boolean;
}

/** The list, its filters, and the open document. */
export function DocumentsScreen({ open, branch = null, onOpen, hq = false }: Props) {
  const say = useWords();
  const kinds = useView("kind_list", {}).data?.map((kind) => kind.code) ?? [];
  const filter = useDocumentFilter(kinds, { branch, all: true });
  return (
    <Screen title={say("nav.documents")} note={branch ?? undefined} tools={filter.tools}>
      <Sides
        list={<DocumentGrid input={filter.input} open={open} onOpen={onOpen} hq={hq} />}
        chosen={
          open === null ? null : (
            <DocumentPanel key={keyOf(open)} document={open} onClose={() => onOpen(null)} hq={hq} />
          )
        }
      />
    </Screen>
  );
}
