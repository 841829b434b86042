/**
 * Names the core sends as keys: kinds of documents, stock classes, tenders, exchange states.
 */
import type { Say } from "../i18n";

export const kindName = (say: Say, kind: string): string => say.maybe(`kind.${kind}`, kind);
export const className = (say: Say, key: string): string => say.maybe(`class.${key}`, key);
export const tenderName = (say: Say, key: string): string => say.maybe(`tender.${key}`, key);
export const placeName = (say: Say, key: string): string => say.maybe(`place.${key}`, key);
export const noteName = (say: Say, key: string): string => say.maybe(`note.${key}`, key);
