// What is chosen and what is held, shown beside the map; it decides nothing.
import { html, nothing } from "lit-html";
import { countdown, money } from "../frame/formats.js";
import { n, t } from "../frame/texts.js";
import { button } from "../ui/parts.js";
import { priceTypeName } from "../ui/prices.js";

/** A seat as people say it; `seat` of the worker, or a ticket of the API. */
export function seatName(seat, sections) {
  const sectionId = typeof seat.sectionId === "string" ? seat.sectionId : seat.section;
  const section = sections.find((one) => one.sectionId === sectionId)?.name ?? seat.section;
  const number = seat.seat ?? seat.seatNumber;
  return seat.row ? t("seats.name", { section, row: seat.row, seat: number }) : t("seats.ga", { section });
}

export function kindTag(kind) {
  return kind && kind !== "none" ? html`<span class="tag brand">${t(`seats.kind.${kind}`)}</span>` : nothing;
}

/**
 * The seats that are chosen, each with its price type.
 *
 * @param chosen [{seat, priceType}]
 * @param on.remove, on.priceType, on.hold, on.keep
 */
export function chosenSeats({ chosen, sections, busy, replacing, currency }, on) {
  if (chosen.length === 0) {
    return html`<div class="stack tight"><h2 class="h3">${t("seats.none")}</h2><p class="soft">${t("seats.noneText")}</p>
      ${replacing ? button(t("seats.keep"), on.keep, { kind: "quiet wide" }) : nothing}</div>`;
  }
  const total = chosen.reduce((sum, { seat, priceType }) => sum + priceOf(seat, priceType, sections), 0);
  return html`<div class="stack tight">
    <h2 class="h3">${n("seats.chosen", chosen.length)}</h2>
    <ul class="basket">
      ${chosen.map((one) => chosenSeat(one, sections, currency, on))}
    </ul>
    <p class="spread"><span>${t("seats.total")}</span><b class="number total">${money(total, currency)}</b></p>
    ${button(t(busy ? "seats.holding" : replacing ? "seats.swap" : "seats.hold"), on.hold, { kind: "wide", busy, id: "hold" })}
    ${replacing ? button(t("seats.keep"), on.keep, { kind: "quiet wide" }) : nothing}
  </div>`;
}

function chosenSeat({ seat, priceType }, sections, currency, on) {
  const types = sections.find((one) => one.sectionId === seat.sectionId)?.priceTypes ?? [];
  const name = seatName(seat, sections);
  return html`<li>
    <div>
      <b>${name}</b> ${kindTag(seat.kind)}
      ${types.length > 1
        ? html`<select class="input slim" aria-label=${t("seats.priceType", { name })} @change=${(event) => on.priceType(seat.no, event.target.value)}>
            ${types.map(
              (type) =>
                html`<option value=${type.priceType} ?selected=${type.priceType === priceType}>
                  ${priceTypeName(type.priceType)}, ${money(type.price, currency)}
                </option>`,
            )}
          </select>`
        : html`<span class="soft number">${money(priceOf(seat, priceType, sections), currency)}</span>`}
    </div>
    <button type="button" class="cross" aria-label=${t("seats.remove", { name })} @click=${() => on.remove(seat.no)}>×</button>
  </li>`;
}

export function priceOf(seat, priceType, sections) {
  const types = sections.find((one) => one.sectionId === seat.sectionId)?.priceTypes ?? [];
  return (types.find((type) => type.priceType === priceType) ?? types[0])?.price ?? 0;
}

/** The hold: nobody else can have these now. */
export function heldSeats({ hold, sections, msLeft, eventId }, on) {
  return html`<div class="stack tight held">
    <div class="spread">
      <h2 class="h3" id="held" tabindex="-1">${t("seats.yours")}</h2>
      ${timer(msLeft)}
    </div>
    <p class="soft small">${t("seats.yoursText")}</p>
    <ul class="basket">
      ${hold.tickets.map(
        (ticket) => html`<li>
          <div><b>${seatName(ticket, sections)}</b> ${kindTag(ticket.accessibility)}</div>
          ${ticket.price === undefined ? nothing : html`<span class="number">${money(ticket.price, hold.currency)}</span>`}
        </li>`,
      )}
    </ul>
    <p class="spread"><span>${t("seats.total")}</span><b class="number total">${money(hold.amount, hold.currency)}</b></p>
    <a class="button wide" href="/event/${eventId}/pay">${t("seats.pay")}</a>
    <div class="row">
      ${button(t("seats.change"), on.change, { kind: "quiet" })} ${button(t("seats.release"), on.release, { kind: "plain" })}
    </div>
  </div>`;
}

/** What is left of a hold; urgent in the last minute. */
export function timer(msLeft) {
  return html`<span class="tag ${msLeft < 60000 ? "bad" : "good"} number" role="timer" aria-label=${t("seats.holdLeft", { time: countdown(msLeft) })}>
    ${countdown(msLeft)}
  </span>`;
}
