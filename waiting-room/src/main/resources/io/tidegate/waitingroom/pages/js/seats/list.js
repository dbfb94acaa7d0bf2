// The seats as a list: the same choice without the map, for keyboard and screen reader.
import { html, nothing } from "lit-html";
import { money } from "../frame/formats.js";
import { n, t } from "../frame/texts.js";
import { kindTag } from "./basket.js";

/**
 * @param sections of the event, with what is left of each
 * @param open the section that is shown; "" for none
 * @param rows of that section, as the worker tells them; null while it does not know
 */
export function seatList({ sections, open, rows, openRow, chosen, mine, fits }, on) {
  return html`<ul class="seat-list">
    ${sections.map(
      (section) => html`<li>
        <button type="button" class="line" aria-expanded=${section.sectionId === open} @click=${() => on.section(section)}>
          <span><b>${section.name}</b> <span class="soft">${section.priceTypes[0] ? money(section.priceTypes[0].price, section.currency) : ""}</span></span>
          <span class="soft">${section.available ? n("seats.free", section.available) : t("event.noneLeft")}</span>
        </button>
        ${section.sectionId === open && rows ? rowList({ rows, openRow, chosen, mine, fits }, on) : nothing}
      </li>`,
    )}
  </ul>`;
}

function rowList({ rows, openRow, chosen, mine, fits }, on) {
  const any = (row) => row.seats.some((seat) => (seat.status === "available" && fits(seat)) || chosen.has(seat.no) || mine.has(seat.no));
  return html`<ul class="rows">
    ${rows.filter(any).map(
      (row) => html`<li>
        <button type="button" class="line" aria-expanded=${row.row === openRow} @click=${() => on.row(row.row)}>
          <span>${t("seats.row", { row: row.row })}</span><span class="soft">${n("seats.free", row.free)}</span>
        </button>
        ${row.row === openRow
          ? html`<div class="seat-buttons">
              ${row.seats
                .filter((seat) => (seat.status === "available" && fits(seat)) || chosen.has(seat.no) || mine.has(seat.no))
                .map((seat) => seatButton(seat, chosen.has(seat.no), mine.has(seat.no), on))}
            </div>`
          : nothing}
      </li>`,
    )}
  </ul>`;
}

function seatButton(seat, isChosen, isMine, on) {
  const label = t("seats.rowSeat", { row: seat.row, seat: seat.seat });
  const kind = seat.kind === "none" ? "" : `, ${t(`seats.kind.${seat.kind}`)}`;
  const whose = isMine ? `, ${t("seats.legend.mine")}` : "";
  return html`<button type="button" class="seat ${isMine ? "mine" : ""}" aria-pressed=${isChosen} aria-label="${label}${kind}${whose}" @click=${() => on.seat(seat)}>
    ${seat.seat} ${kindTag(seat.kind)}
  </button>`;
}
