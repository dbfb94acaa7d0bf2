// One order: its tickets with their codes, as PDF and for the calendar, and what happened to it.
import { html, nothing } from "lit-html";
import { get, post } from "../frame/api.js";
import { app } from "../frame/app.js";
import { longDate, moment, money, timeInZone } from "../frame/formats.js";
import { current } from "../frame/session.js";
import { has, t } from "../frame/texts.js";
import { kindTag, seatName } from "../seats/basket.js";
import { asBuyer } from "../ui/login.js";
import { button, empty, failed, ghosts, notice } from "../ui/parts.js";
import { statusTag } from "../ui/order.js";
import { poster } from "../ui/poster.js";

const POLL_MS = 1200;

export default function orderPage({ params, query }) {
  const { orderId } = params;
  const isNew = query.has("new");
  const seen = { order: null, event: null, failure: null, resent: "" };
  let timer;
  let stopped = false;

  async function load() {
    seen.failure = null;
    try {
      seen.order = await asBuyer(() => get(`/orders/${orderId}`));
      if (seen.order && !seen.event) seen.event = await get(`/events/${seen.order.eventId}`).catch(() => null);
    } catch (failure) {
      seen.failure = failure;
    }
    if (!stopped && seen.order?.status === "confirmed") timer = setTimeout(load, POLL_MS);
    app.update();
  }

  async function resend() {
    try {
      await post(`/orders/${orderId}/resend`);
      seen.resent = "order.resent";
    } catch {
      seen.resent = "order.resendFailed";
    }
    app.update();
  }

  load();

  return {
    get title() {
      return isNew ? t("order.done") : t("order.title", { id: orderId });
    },
    layout: "page narrow",
    stop() {
      stopped = true;
      clearTimeout(timer);
    },
    view() {
      const { order, failure } = seen;
      if (failure && !order) return failed(failure, load);
      if (!order) return current() ? ghosts("title", "block", "block") : empty(t("orders.login"), t("orders.loginText"), button(t("orders.loginGo"), load));
      return html`<div class="stack loose">${head(order)} ${tickets(order)} ${facts(order)} ${timeline(order)}</div>`;
    },
  };

  function head(order) {
    const happy = isNew && order.status !== "paymentFailed";
    return html`<header class="stack">
      <h1>${happy ? t("order.done") : t("order.title", { id: orderId })}</h1>
      ${happy && order.status === "captured" ? html`<p class="lead">${t("order.thanks")}</p>` : nothing}
      ${order.status === "confirmed" ? notice("", "", t("order.wait")) : nothing}
      ${order.status === "paymentFailed" ? notice("bad", t("order.status.paymentFailed"), t("order.failedText")) : nothing}
    </header>`;
  }

  function tickets(order) {
    const { event } = seen;
    const hasTickets = order.status === "captured" || order.status === "partlyRefunded";
    return html`<section class="stack" aria-labelledby="tickets">
      <h2 id="tickets">${t("order.tickets")}</h2>
      <ul class="stack">
        ${order.tickets.map((ticket, at) => html`<li class="ticket">
          <div class="ticket-head">${poster(order.eventId)}</div>
          <div class="ticket-body">
            <div class="stack tight">
              <p class="small soft">${t("order.ticket", { at: at + 1, of: order.tickets.length })}</p>
              <h3>${order.eventName ?? event?.eventName}</h3>
              ${event ? html`<p>${longDate(event.startTime, event.timeZone)}<br />${timeInZone(event.startTime, event.timeZone)}, ${event.venue.venueName}</p>` : nothing}
              <p><b>${seatName(ticket, event?.sections ?? [])}</b> ${kindTag(ticket.accessibility)}</p>
            </div>
            ${hasTickets ? code(ticket) : nothing}
          </div>
        </li>`)}
      </ul>
      ${hasTickets
        ? html`<div class="row">
            <a class="button" href="/orders/${orderId}/tickets.pdf" download>${t("order.pdf")}</a>
            <a class="button quiet" href="/orders/${orderId}/event.ics" download>${t("order.calendar")}</a>
            ${button(t("order.resend"), resend, { kind: "plain" })}
            ${seen.resent ? html`<span role="status" class="soft small">${t(seen.resent)}</span>` : nothing}
          </div>`
        : nothing}
    </section>`;
  }

  function code(ticket) {
    const name = seatName(ticket, seen.event?.sections ?? []);
    const picture = `/orders/${orderId}/tickets/${ticket.ticketId}/qr.svg`;
    return html`<img class="qr" src=${picture} alt=${t("order.qr", { name })} width="180" height="180" />`;
  }

  function facts(order) {
    return html`<section class="panel stack tight" aria-labelledby="facts">
      <div class="spread"><h2 id="facts" class="h3">${t("order.facts")}</h2>${statusTag(order.status)}</div>
      <dl class="facts">
        <div><dt>${t("order.number")}</dt><dd class="number">${order.orderId}</dd></div>
        <div><dt>${t("order.when")}</dt><dd>${moment(order.confirmedAt)}</dd></div>
        <div><dt>${t("order.amount")}</dt><dd class="number">${money(order.amount, order.currency)}</dd></div>
      </dl>
    </section>`;
  }

  function timeline(order) {
    if (!order.timeline?.length) return nothing;
    return html`<section class="stack" aria-labelledby="timeline">
      <h2 id="timeline" class="h3">${t("order.timeline")}</h2>
      <ol class="timeline">
        ${order.timeline.map(({ at, step }) => html`<li><b>${has(`order.step.${step}`) ? t(`order.step.${step}`) : step}</b><span class="soft small number">${moment(at)}</span></li>`)}
      </ol>
    </section>`;
  }
}
