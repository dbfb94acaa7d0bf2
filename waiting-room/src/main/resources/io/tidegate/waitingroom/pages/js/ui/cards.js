// Events in a list.
import { html, nothing } from "lit-html";
import { clock } from "../frame/clock.js";
import { leaf, money, shortDate } from "../frame/formats.js";
import { t } from "../frame/texts.js";
import { poster } from "./poster.js";

export function cards(events) {
  return html`<ul class="cards">
    ${events.map((event) => html`<li>${card(event)}</li>`)}
  </ul>`;
}

function card(event) {
  return html`<a class="card" href="/event/${event.eventId}">
    <div class="picture">${poster(event.eventId)}${badge(event)}</div>
    <div class="text">
      ${dateLeaf(event)}
      <div>
        <h3>${event.eventName}</h3>
        <p class="soft small">${event.venue.venueName}, ${event.venue.venueLocation.city}</p>
        <p class="small">
          ${shortDate(event.startTime, event.timeZone)}
          ${event.priceFrom === undefined ? nothing : html` · <b>${t("event.from", { price: money(event.priceFrom, event.currency) })}</b>`}
        </p>
      </div>
    </div>
  </a>`;
}

export function dateLeaf(event) {
  const parts = leaf(event.startTime, event.timeZone);
  return html`<div class="leaf" aria-hidden="true"><span>${parts.month}</span><b>${parts.day}</b><span>${parts.weekday}</span></div>`;
}

function badge(event) {
  if (!event.opensAt) return nothing;
  const now = clock.now();
  if (Date.parse(event.opensAt) > now) {
    const lobby = event.lobbyOpensAt && Date.parse(event.lobbyOpensAt) <= now;
    const text = lobby ? t("badge.lobby") : t("badge.opens", { time: shortDate(event.opensAt, event.timeZone) });
    return html`<span class="tag ${lobby ? "brand" : ""}">${text}</span>`;
  }
  return html`<span class="tag good">${t("badge.onSale")}</span>`;
}

/** As many cards that are still to come. */
export function ghostCards(count) {
  return html`<ul class="cards" aria-hidden="true">
      ${Array.from({ length: count }, () => html`<li><span class="ghost card"></span></li>`)}
    </ul>
    <p class="hidden-but-read" role="status">${t("loading")}</p>`;
}
