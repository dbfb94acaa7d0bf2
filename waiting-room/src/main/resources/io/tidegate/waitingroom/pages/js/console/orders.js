// An event's orders, newest first, to look through and to search.
import { html, nothing } from "lit-html";
import { app } from "../frame/app.js";
import { money } from "../frame/formats.js";
import { t } from "../frame/texts.js";
import { button, empty, failed, ghosts, pills } from "../ui/parts.js";
import { moment } from "./parts.js";
import { promoter } from "./promoter.js";

const STATUSES = ["", "confirmed", "captured", "refunded", "paymentFailed"];

export function orders({ eventId }) {
  let list = null;
  let next = null;
  let failure = null;
  let query = "";
  let status = "";
  let turn = 0;
  load();

  async function load(cursor = "") {
    const mine = ++turn;
    const search = new URLSearchParams({ limit: "50" });
    if (query) search.set("query", query);
    if (status) search.set("status", status);
    if (cursor) search.set("cursor", cursor);
    try {
      const page = await promoter.get(`/promoter/events/${eventId}/orders?${search}`);
      if (mine !== turn) return;
      list = cursor ? [...list, ...page.orders] : page.orders;
      next = page.nextCursor ?? null;
      failure = null;
    } catch (refused) {
      failure = refused;
    }
    app.update();
  }

  function choose(value) {
    status = value;
    load();
  }

  function find(submit) {
    submit.preventDefault();
    load();
  }

  return {
    view: () => html`<form class="row" role="search" @submit=${find}>
        <label class="field grow"><span>${t("console.findOrder")}</span><input class="input" type="search" .value=${query} @input=${(e) => (query = e.target.value.trim())} /></label>
        <button class="button quiet">${t("console.find")}</button>
      </form>
      ${pills(t("console.status"), STATUSES.map((value) => [value, t(`console.status.${value || "all"}`)]), status, choose)}
      ${failure ? failed(failure, () => load()) : list === null ? ghosts("line", "line", "line") : list.length ? table(list) : empty(t("console.noOrders"), "")}
      ${next ? html`<div class="row center">${button(t("search.more"), () => load(next), { kind: "quiet" })}</div>` : nothing}`,
  };
}

function table(list) {
  return html`<div class="scroll" tabindex="0" role="region" aria-label=${t("console.part.orders")}><table class="table">
    <thead><tr><th>${t("console.order")}</th><th>${t("console.buyer")}</th><th>${t("console.when")}</th><th>${t("console.status")}</th><th class="number">${t("console.ticketsN")}</th><th class="number">${t("console.amount")}</th></tr></thead>
    <tbody>
      ${list.map(
        (order) => html`<tr>
          <td>${order.orderId}</td><td>${order.email ?? order.accountId}</td><td>${moment(order.confirmedAt)}</td>
          <td><span class="tag ${order.status === "captured" ? "good" : order.status === "paymentFailed" ? "bad" : ""}">${t(`console.status.${order.status}`)}</span></td>
          <td class="number">${order.tickets}</td><td class="number">${money(order.amount, order.currency)}</td>
        </tr>`,
      )}
    </tbody>
  </table></div>`;
}
