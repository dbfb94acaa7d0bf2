// An event's orders, newest first, to look through and to search.
import { html, nothing } from "lit-html";
import { app } from "../frame/app.js";
import { money } from "../frame/formats.js";
import { t } from "../frame/texts.js";
import { button, empty, failed, ghosts, notice, pills } from "../ui/parts.js";
import { ask, moment, reason, show, wide } from "./parts.js";
import { promoter } from "./promoter.js";

const STATUSES = ["", "confirmed", "captured", "refunded", "paymentFailed"];

export function orders({ eventId }) {
  let list = null;
  let next = null;
  let failure = null;
  let query = "";
  let status = "";
  let turn = 0;
  let asked = null;
  let refused = null;
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

  function prepare(order) {
    asked = order;
    show("refund");
  }

  async function refund() {
    refused = null;
    try {
      await promoter.post(`/promoter/orders/${asked.orderId}/refund`);
      app.say(t("console.refundDone"));
      await load();
    } catch (failure) {
      refused = failure;
      app.update();
    }
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
      ${failure ? failed(failure, () => load()) : list === null ? ghosts("line", "line", "line") : list.length ? table(list, prepare) : empty(t("console.noOrders"), "")}
      ${refused ? notice("bad", t("console.refused"), reason(refused)) : nothing}
      ${asked ? ask("refund", t("console.refundTitle", { order: asked.orderId }), refundText(asked), t("console.refund"), refund, "danger") : nothing}
      ${next ? html`<div class="row center">${button(t("search.more"), () => load(next), { kind: "quiet" })}</div>` : nothing}`,
  };
}

function refundText({ email, accountId, amount, currency, tickets }) {
  return html`<p>${t("console.refundText", { buyer: email ?? accountId, amount: money(amount, currency), n: tickets })}</p>`;
}

function table(list, prepare) {
  return wide(t("console.part.orders"), html`<table class="table">
    <thead><tr><th>${t("console.order")}</th><th>${t("console.buyer")}</th><th>${t("console.when")}</th><th>${t("console.status")}</th><th class="number">${t("console.ticketsN")}</th><th class="number">${t("console.amount")}</th><th><span class="hidden-but-read">${t("console.refund")}</span></th></tr></thead>
    <tbody>
      ${list.map(
        (order) => html`<tr>
          <td>${order.orderId}</td><td>${order.email ?? order.accountId}</td><td>${moment(order.confirmedAt)}</td>
          <td><span class="tag ${order.status === "captured" ? "good" : order.status === "paymentFailed" ? "bad" : ""}">${t(`console.status.${order.status}`)}</span>
            ${order.refundFailed ? html`<span class="tag bad">${t("console.status.refundFailed")}</span>` : nothing}</td>
          <td class="number">${order.tickets}</td><td class="number">${money(order.amount, order.currency)}</td>
          <td>${order.status === "captured" || order.refundFailed ? button(t("console.refund"), () => prepare(order), { kind: "plain small" }) : nothing}</td>
        </tr>`,
      )}
    </tbody>
  </table>`);
}
