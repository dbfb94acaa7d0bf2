// Paying for what one holds. The hold is pinned while this goes on; whatever the bank says, the seats stay until the
// time that is shown is up.
import { html, nothing } from "lit-html";
import { get, post } from "../frame/api.js";
import { app } from "../frame/app.js";
import { everySecond } from "../frame/clock.js";
import { countdown, money } from "../frame/formats.js";
import { forgetHold, liveHold, msLeft } from "../frame/holds.js";
import { forgetPlace } from "../frame/place.js";
import { go } from "../frame/router.js";
import { t } from "../frame/texts.js";
import { simulator } from "../pay/simulator.js";
import { stripe } from "../pay/stripe.js";
import { kindTag, seatName } from "../seats/basket.js";
import { asBuyer } from "../ui/login.js";
import { button, empty, failed, ghosts, notice } from "../ui/parts.js";

const AUTHORISED = ["requires_capture", "succeeded"];

export default function payPage({ params }) {
  const { eventId } = params;
  const seen = { event: null, hold: null, terms: null, way: null, failure: null, nothing: false, expired: false, step: "form", trouble: null };

  async function load() {
    Object.assign(seen, { failure: null, nothing: false });
    try {
      seen.event = await get(`/events/${eventId}`);
      const hold = await asBuyer(() => liveHold(eventId));
      if (hold?.orderId) return void go(`/my/orders/${hold.orderId}`, { replace: true });
      if (hold) await begin(hold);
      else seen.nothing = true;
    } catch (failure) {
      if (failure.slug === "hold-expired") seen.expired = true;
      else seen.failure = failure;
    }
    app.update();
  }

  /** Pins the hold, and finds how far its payment has come: a reload may be in the middle of it. */
  async function begin(hold) {
    seen.hold = hold;
    seen.terms = await post("/booking/payment", { holdId: hold.holdId });
    seen.hold = { ...hold, expiresAt: seen.terms.expiresAt };
    seen.way = seen.terms.apiBase ? simulator(seen.terms) : stripe(seen.terms);
    app.update();
    await seen.way.mount();
    const { status } = await seen.way.look();
    if (AUTHORISED.includes(status)) await confirm();
    else if (status === "requires_action" && seen.way.bank) seen.step = "bank";
  }

  async function pay(event) {
    event?.preventDefault();
    Object.assign(seen, { step: "working", trouble: null });
    app.say(t("pay.working"));
    await settle(await seen.way.pay());
  }

  async function answerBank(passed) {
    seen.step = "working";
    app.update();
    await settle(await seen.way.authenticate(passed));
  }

  async function settle({ status, code }) {
    if (AUTHORISED.includes(status)) return confirm();
    if (status === "requires_action" && seen.way.bank) {
      seen.step = "bank";
      app.update();
      return requestAnimationFrame(() => requestAnimationFrame(() => document.getElementById("bank-yes")?.focus()));
    }
    seen.step = "form";
    seen.trouble = status === "unreachable" ? "unreachable" : (code ?? "declined");
    app.update();
  }

  async function confirm() {
    seen.step = "confirming";
    app.update();
    try {
      const { holdId } = seen.hold;
      const order = await asBuyer(() => post("/booking/confirm", { holdId, paymentId: seen.terms.paymentId }));
      forgetHold(eventId);
      forgetPlace(eventId);
      go(`/my/orders/${order.orderId}?new`, { replace: true });
    } catch (problem) {
      if (problem.slug === "hold-expired") seen.expired = true;
      seen.step = "form";
      seen.trouble = problem.slug === "payment-not-authorised" ? (problem.body.declineCode ?? "declined") : "unreachable";
      app.update();
    }
  }

  load();
  const stopTicking = everySecond(() => {
    if (seen.hold && msLeft(seen.hold) <= 0 && seen.step === "form" && !seen.expired) {
      seen.expired = true;
      forgetHold(eventId);
    }
    app.update();
  });

  return {
    get title() {
      return t("pay.title");
    },
    layout: "page narrow",
    stop: stopTicking,
    view() {
      if (seen.failure) return failed(seen.failure, load);
      if (seen.nothing) return html`<h1 class="hidden-but-read">${t("pay.title")}</h1>${empty(t("pay.none"), t("pay.noneText"), again())}`;
      if (seen.expired) return html`<h1>${t("pay.title")}</h1><div class="stack">${notice("warn", t("pay.expired"), t("pay.expiredText"))}<p>${again()}</p></div>`;
      if (!seen.hold) return ghosts("title", "block", "line");
      return html`<div class="stack">
        <h1>${t("pay.title")}</h1>
        ${left()} ${summary()}
        ${seen.step === "bank" ? seen.way.bank(answerBank) : seen.way ? form() : ghosts("block")}
      </div>`;
    },
  };

  function again() {
    return html`<a class="button" href="/event/${eventId}/seats">${t("pay.again")}</a>`;
  }

  function left() {
    const ms = msLeft(seen.hold);
    return html`<div class="hold-bar ${ms < 60000 ? "urgent" : ""}">
      <span>${t("pay.left")}</span><b class="number" role="timer">${countdown(ms)}</b><span class="soft small">${t("pay.pinned")}</span>
    </div>`;
  }

  function summary() {
    const { hold, event } = seen;
    return html`<section class="panel stack tight" aria-labelledby="summary">
      <div class="spread">
        <h2 id="summary" class="h3">${t("pay.summary")}</h2>
        ${seen.step === "form" ? html`<a class="small" href="/event/${eventId}/seats">${t("seats.change")}</a>` : nothing}
      </div>
      <p class="soft small">${event.eventName}, ${event.venue.venueName}</p>
      <ul class="basket">
        ${hold.tickets.map(
          (ticket) => html`<li>
            <div><b>${seatName(ticket, event.sections)}</b>${kindTag(ticket.accessibility)}</div>
            ${ticket.price === undefined ? nothing : html`<span class="number">${money(ticket.price, hold.currency)}</span>`}
          </li>`,
        )}
      </ul>
      <p class="spread"><span>${t("pay.total")}</span><b class="number total">${money(hold.amount, hold.currency)}</b></p>
    </section>`;
  }

  function troubleNotice() {
    switch (seen.trouble) {
      case null:
        return nothing;
      case "unreachable":
        return notice("bad", t("pay.unreachable"), t("pay.unreachableText"));
      case "insufficient_funds":
        return notice("bad", t("pay.declined"), t("pay.fundsText"));
      case "authentication_required":
      case "payment_intent_authentication_failure":
        return notice("bad", t("pay.authFailed"), t("pay.declinedText"));
      default:
        return notice("bad", t("pay.declined"), t("pay.declinedText"));
    }
  }

  function form() {
    const busy = seen.step !== "form";
    const label = { form: t("pay.start", { amount: money(seen.hold.amount, seen.hold.currency) }), working: t("pay.working"), confirming: t("pay.confirming") }[seen.step];
    return html`<form class="panel stack" @submit=${pay}>
      ${seen.way.form(app.update)} ${troubleNotice()} ${button(label, pay, { kind: "wide", busy, id: "pay" })}
    </form>`;
  }
}
