import type { ReactNode } from "react";
import { Dialog as AriaDialog, Heading, Modal, ModalOverlay } from "react-aria-components";
import { useKeys } from "../keyboard/scope";
import style from "./Dialog.module.css";

export interface DialogProps {
  title: string;
  children: ReactNode;
  onClose: () => void;
  wide?: boolean;
  testid?: string;
}

/** A floating layer for one decision. It says so when a scan arrives; it never eats one silently. */
export function Dialog({ title, children, onClose, wide = false, testid }: DialogProps) {
  useKeys("dialog", { close: onClose });
  return (
    <ModalOverlay
      isOpen
      isDismissable
      onOpenChange={(open) => !open && onClose()}
      className={style["veil"] ?? ""}
    >
      <Modal className={`${style["modal"]} ${wide ? style["wide"] : ""}`}>
        <AriaDialog className={style["dialog"]} data-testid={testid}>
          <Heading slot="title" className={style["title"]}>
            {title}
          </Heading>
          {children}
        </AriaDialog>
      </Modal>
    </ModalOverlay>
  );
}

/** The row of buttons at the end of a dialog. */
export function DialogActs({ children }: { children: ReactNode }) {
  return <div className={style["acts"]}>{children}</div>;
}
