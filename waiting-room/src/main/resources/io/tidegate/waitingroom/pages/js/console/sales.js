// All events with their sales, what runs first: where one begins.
import { html, nothing } from "lit-html";
import { app } from "../frame/app.js";
import { clock } from "../frame/clock.js";
import { t } from "../frame/texts.js";
import { button, empty } from "../ui/parts.js";
import { field, loaded, moment, wide } from "./parts.js";
import { promoter } from "./promoter.js";

const STEP = 50;
/** In this order; what has no sale before what is over. */
const ORDER = ["open", "paused", "draining", "lobby", "scheduled", "none", "closed"];
const KINDS = { open: "good", paused: "warn", draining: "warn", lobby: "brand" };

export function sales() {
  let query = "";
  let shown = STEP;
  const list = loaded(async () => {
    const [events, ofThem] = await Promise.all([
      promoter.all("/promoter/events", "events"),
      promoter.all("/promoter/sales", "sales"),
    ]);
    const saleOf = new Map(ofThem.map((sale) => [sale.eventId, sale]));
    return events
      .map((event) => ({ ...event, sale: saleOf.get(event.eventId) }))
      .map((event) => ({ ...event, state: stateOf(event.sale) }))
      .sort((a, b) => ORDER.indexOf(a.state) - ORDER.indexOf(b.state) || Date.parse(a.startTime) - Date.parse(b.startTime));
  });

  function find(text) {
    query = text.trim().toLowerCase();
    shown = STEP;
    app.update();
  }

  function more() {
    shown += STEP;
    app.update();
  }

  function found(events) {
    if (!events.length) return empty(t("console.noEvents"), t("console.noEventsText"), html`<a class="button" href="/console/import">${t("console.part.import")}</a>`);
    const fitting = events.filter((event) => event.eventName.toLowerCase().includes(query));
    return html`${events.length > STEP ? field(t("console.findEvent"), html`<input class="input" type="search" @input=${(e) => find(e.target.value)} />`) : nothing}
      ${fitting.length ? table(fitting.slice(0, shown)) : empty(t("search.none"), t("search.noneText"))}
      ${fitting.length > shown ? html`<div class="row center">${button(t("search.more"), more, { kind: "quiet" })}</div>` : nothing}`;
  }

  return { view: () => list.view(found) };
}

function table(events) {
  return wide(t("console.part.sales"), html`<table class="table">
    <thead>
      <tr><th>${t("console.event")}</th><th>${t("console.starts")}</th><th>${t("console.sale")}</th><th>${t("console.opens")}</th></tr>
    </thead>
    <tbody>${events.map(row)}</tbody>
  </table>`);
}

function row({ eventId, eventName, startTime, sale, state }) {
  return html`<tr>
    <td><a href="/console/sales/${eventId}/${sale ? "live" : "settings"}"><b>${eventName}</b></a></td>
    <td>${moment(startTime)}</td>
    <td><span class="tag ${KINDS[state] ?? ""}">${t(`console.state.${state}`)}</span></td>
    <td>${sale ? moment(sale.opensAt) : "–"}</td>
  </tr>`;
}

/** What a sale is doing now, as far as its settings say. */
function stateOf(sale) {
  const now = clock.now();
  if (!sale) return "none";
  if (sale.control === "closed" || now >= Date.parse(sale.closesAt)) return "closed";
  if (sale.control !== "active") return sale.control;
  if (now >= Date.parse(sale.opensAt)) return "open";
  return now >= Date.parse(sale.lobbyOpensAt) && sale.queued ? "lobby" : "scheduled";
}
