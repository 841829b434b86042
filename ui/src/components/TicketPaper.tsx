import type { TicketView } from "../api/generated/TicketView";
import style from "./TicketPaper.module.css";

/**
 * The ticket as printed, on paper of its width. A wide glyph takes two columns, as on the printer,
 * so each one is set in a box of exactly that width whatever font the machine has.
 */
export function TicketPaper({ ticket }: { ticket: TicketView }) {
  return (
    <div className={style["paper"]} style={{ width: `${ticket.columns}ch` }} data-testid="ticket">
      {ticket.text.map((line, i) => (
        // oxlint-disable-next-line react/no-array-index-key -- lines of a printed ticket never move
        <div key={i} className={style["line"]}>
          {pieces(line).map((piece, at) =>
            piece.wide ? (
              // oxlint-disable-next-line react/no-array-index-key -- nor do its glyphs
              <span key={at} className={style["wide"]}>
                {piece.text}
              </span>
            ) : (
              piece.text
            ),
          )}
        </div>
      ))}
    </div>
  );
}

/** What GBK writes in two bytes takes two columns; only ASCII takes one. */
const WIDE = /[^\x20-\x7e]/;

/** Runs of narrow text, and wide glyphs one by one. */
function pieces(line: string): { text: string; wide: boolean }[] {
  const found: { text: string; wide: boolean }[] = [];
  for (const glyph of line) {
    const wide = WIDE.test(glyph);
    const last = found.at(-1);
    if (!wide && last !== undefined && !last.wide) last.text += glyph;
    else found.push({ text: glyph, wide });
  }
  return found;
}
