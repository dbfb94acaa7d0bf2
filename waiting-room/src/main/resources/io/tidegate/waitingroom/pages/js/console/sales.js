// All events with their sales: where one begins.
import { html } from "lit-html";
import { clock } from "../frame/clock.js";
import { t } from "../frame/texts.js";
import { empty } from "../ui/parts.js";
import { loaded, moment, wide } from "./parts.js";
import { promoter } from "./promoter.js";

export function sales() {
  const list = loaded(async () => {
    const [events, ofThem] = await Promise.all([
      promoter.all("/promoter/events", "events"),
      promoter.all("/promoter/sales", "sales"),
    ]);
    const saleOf = new Map(ofThem.map((sale) => [sale.eventId, sale]));
    return events
      .map((event) => ({ ...event, sale: saleOf.get(event.eventId) }))
      .sort((a, b) => Date.parse(a.startTime) - Date.parse(b.startTime));
  });
  return { view: () => list.view(table) };
}

function table(events) {
  if (!events.length) return empty(t("console.noEvents"), t("console.noEventsText"), html`<a class="button" href="/console/import">${t("console.part.import")}</a>`);
  return wide(t("console.part.sales"), html`<table class="table">
    <thead>
      <tr><th>${t("console.event")}</th><th>${t("console.starts")}</th><th>${t("console.sale")}</th><th>${t("console.opens")}</th></tr>
    </thead>
    <tbody>${events.map(row)}</tbody>
  </table>`);
}

function row({ eventId, eventName, startTime, sale }) {
  return html`<tr>
    <td><a href="/console/sales/${eventId}/${sale ? "live" : "settings"}"><b>${eventName}</b></a></td>
    <td>${moment(startTime)}</td>
    <td>${tag(sale)}</td>
    <td>${sale ? moment(sale.opensAt) : "–"}</td>
  </tr>`;
}

/** What a sale is doing now, as far as its settings say. */
export function tag(sale) {
  const now = clock.now();
  if (!sale) return html`<span class="tag">${t("console.state.none")}</span>`;
  if (sale.control === "closed" || now >= Date.parse(sale.closesAt)) return html`<span class="tag">${t("console.state.closed")}</span>`;
  if (sale.control === "paused") return html`<span class="tag warn">${t("console.state.paused")}</span>`;
  if (sale.control === "draining") return html`<span class="tag warn">${t("console.state.draining")}</span>`;
  if (now >= Date.parse(sale.opensAt)) return html`<span class="tag good">${t("console.state.open")}</span>`;
  return now >= Date.parse(sale.lobbyOpensAt) && sale.queued
    ? html`<span class="tag brand">${t("console.state.lobby")}</span>`
    : html`<span class="tag">${t("console.state.scheduled")}</span>`;
}
