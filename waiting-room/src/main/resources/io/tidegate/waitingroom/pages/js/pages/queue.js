// The waiting room: where one stands, how long it may take, why it waits; and whether the draw was fair.
import { html, nothing } from "lit-html";
import { get, Problem } from "../frame/api.js";
import { app } from "../frame/app.js";
import { clock, everySecond } from "../frame/clock.js";
import { countdown, dateInZone, duration, range } from "../frame/formats.js";
import { watchPlace } from "../frame/place.js";
import { checkDraw } from "../frame/proof.js";
import { go } from "../frame/router.js";
import { current } from "../frame/session.js";
import { has, n, number, t } from "../frame/texts.js";
import { asBuyer } from "../ui/login.js";
import { button, empty, failed, ghosts, notice } from "../ui/parts.js";
import { priceBands } from "../ui/prices.js";

const EVENT_MS = 6000;

export default function queuePage({ params, query }) {
  const { eventId } = params;
  const seen = { event: null, queue: null, failure: null, left: false, problem: null, joining: false, proof: null, wasTurn: false, stood: "", leaving: false };
  let loadedAt = 0;
  const place = watchPlace(eventId, changed);

  async function load() {
    loadedAt = clock.now();
    try {
      [seen.event, seen.queue] = await Promise.all([
        get(`/events/${eventId}`, { tries: seen.event ? 1 : undefined }),
        get(`/queue/${eventId}`, { tries: 1 }).catch(() => seen.queue),
      ]);
      seen.failure = null;
      if (!seen.event.sale.queued && seen.event.sale.state === "open") return void go(`/event/${eventId}/seats`, { replace: true });
    } catch (failure) {
      seen.failure = failure;
    }
    app.update();
  }

  async function join() {
    Object.assign(seen, { joining: true, problem: null, left: false });
    app.update();
    try {
      await asBuyer(() => place.join(query.get("token") ?? undefined));
    } catch (failure) {
      seen.problem = failure;
    }
    seen.joining = false;
    app.update();
  }

  function changed() {
    const now = place.state.place;
    if (now?.state === "admitted" && !seen.wasTurn) {
      seen.wasTurn = true;
      app.say(t("queue.turn"));
      tell();
    }
    if (now && now.state !== "admitted") seen.wasTurn = false;
    // With the number comes the draw's proof.
    if (seen.stood && now && seen.stood !== now.state) load();
    seen.stood = now?.state;
    app.update();
  }

  function tell() {
    if (!document.hidden || typeof Notification === "undefined" || Notification.permission !== "granted") return;
    new Notification(t("queue.notification", { event: seen.event?.eventName ?? "" }), { tag: `tidegate-${eventId}` });
  }

  async function leave() {
    seen.leaving = false;
    try {
      await place.leave();
      seen.left = true;
    } catch (failure) {
      seen.problem = failure;
    }
    app.update();
  }

  async function check(draw) {
    seen.proof = { busy: true };
    app.update();
    const fetchText = async (path) => {
      const answer = await fetch(path);
      if (!answer.ok) throw new Problem(answer.status, {});
      return answer.text();
    };
    try {
      seen.proof = await checkDraw(draw, place.state.place, fetchText);
    } catch (failure) {
      seen.proof = { failure };
    }
    app.update();
  }

  load();
  if (current()) join();
  const stopTicking = everySecond(() => {
    if (document.hidden) return;
    if (clock.now() - loadedAt > EVENT_MS) load();
    else app.update();
  });

  return {
    get title() {
      const now = place.state.place;
      if (now?.state === "admitted") return t("queue.titleTurn");
      return now?.ahead === undefined ? t("queue.title") : t("queue.titleAhead", { n: number(now.ahead) });
    },
    layout: "page narrow",
    offlineText: () => t("queue.offline"),
    stop() {
      stopTicking();
      place.stop();
    },
    view() {
      if (!seen.event) return seen.failure ? failed(seen.failure, load) : ghosts("title", "block", "line");
      return html`<div class="stack">
        <p class="small"><a href="/event/${eventId}">${seen.event.eventName}</a></p>
        ${body()} ${proof()} ${stock()}
      </div>`;
    },
  };

  function body() {
    const { place: now, live, tabs, returned } = place.state;
    if (seen.problem) return refused(seen.problem);
    if (seen.left) {
      return html`<h1>${t("queue.left")}</h1>
        <p class="soft">${t("queue.leftText")}</p>
        ${button(t("queue.join"), join)}`;
    }
    if (!now) {
      return html`<h1>${t("queue.loginTitle")}</h1>
        <p class="soft">${t("queue.loginText")}</p>
        ${button(t("queue.join"), join, { busy: seen.joining })}`;
    }
    return html`
      ${standing(now)}
      ${navigator.onLine && !live ? notice("warn", "", t("queue.reconnecting")) : nothing}
      ${tabs > 1 ? notice("", "", t("queue.tabs")) : returned && now.state !== "admitted" ? notice("good", "", t("queue.back")) : nothing}
      ${["lobby", "drawing", "queued"].includes(now.state) ? kept() : nothing}
    `;
  }

  function standing(now) {
    switch (now.state) {
      case "lobby":
        return html`<h1>${t("queue.lobby")}</h1>
          <section class="panel stack big">
            <p class="until">
              <span class="soft">${t("queue.opensIn")}</span>
              <b class="number" role="timer">${duration(Date.parse(now.opensAt ?? seen.event.sale.opensAt) - clock.now())}</b>
            </p>
            <p>${t("queue.lobbyText")}</p>
            ${why(now)}
          </section>`;
      case "drawing":
        return html`<h1>${t("queue.drawing")}</h1>
          <section class="panel stack big"><span class="boot small-boot" aria-hidden="true"></span><p>${t("queue.drawingText")}</p></section>`;
      case "queued":
        return waiting(now);
      case "admitted":
        return turn(now);
      case "closed":
        return html`<h1>${t("queue.closed")}</h1><p class="soft">${t("sale.closedText")}</p>`;
      default:
        return html`<h1>${t("queue.ended")}</h1>
          <p class="soft">${t("queue.endedText")}</p>
          ${button(t("queue.join"), join, { busy: seen.joining })}`;
    }
  }

  function waiting(now) {
    const ahead = now.ahead ?? 0;
    return html`<h1>${ahead === 0 ? t("queue.next") : t("queue.queued")}</h1>
      <section class="panel stack big" aria-live="polite">
        <p class="ahead">
          ${ahead === 0 ? html`<b>${t("queue.aheadNone")}</b>` : html`<b class="number huge">${number(ahead)}</b><span>${n("queue.ahead", ahead).replace(number(ahead), "").trim()}</span>`}
        </p>
        ${progress(now)}
        <dl class="facts">
          <div><dt>${t("queue.etaLabel")}</dt><dd>${now.eta ? range(now.eta.p50Seconds, now.eta.p90Seconds) : t("queue.etaUnknown")}</dd></div>
          <div><dt>${t("queue.number")}</dt><dd class="number">${number(now.number)}</dd></div>
          <div><dt>${t("queue.serving")}</dt><dd class="number">${number(now.serving ?? 0)}</dd></div>
        </dl>
        ${why(now)}
      </section>`;
  }

  /** How far the queue has come since this place was first seen. */
  function progress(now) {
    const key = `tidegate.ahead.${eventId}.${now.number}`;
    const first = Math.max(Number(sessionStorage.getItem(key) ?? 0), now.ahead ?? 0);
    sessionStorage.setItem(key, String(first));
    return first === 0
      ? nothing
      : html`<progress max=${first} .value=${first - (now.ahead ?? 0)} aria-label=${t("queue.queued")}></progress>`;
  }

  function turn(now) {
    const left = Date.parse(now.leaseExpiresAt) - clock.now();
    return html`<h1>${t("queue.turn")}</h1>
      <section class="panel stack big turn">
        <p>${t("queue.turnText")}</p>
        ${left > 0 ? html`<p class="soft small">${t("queue.turnLeft", { time: countdown(left) })}</p>` : nothing}
        <a class="button wide" href="/event/${eventId}/seats">${t("queue.choose")}</a>
      </section>`;
  }

  /** The stream tells a change at once; what came with the page is older. */
  function why(now) {
    const reason = (place.state.stock ?? { reason: now.reason || seen.queue?.reason }).reason;
    if (!reason) return nothing;
    const key = `queue.reason.${reason}`;
    return notice("warn", "", t(has(key) ? key : "queue.reason.other"));
  }

  function kept() {
    return html`<section class="stack calm">
      <div>
        <h2 class="h3">${t("queue.kept")}</h2>
        <p class="soft">${t("queue.keptText")}</p>
      </div>
      <div class="row">
        ${notifyButton()}
        ${seen.leaving
          ? html`<div class="notice warn" role="alert">
              <strong>${t("queue.leaveSure")}</strong>
              <p>${t("queue.leaveText")}</p>
              <div class="row">
                ${button(t("queue.leave"), leave, { kind: "quiet" })}
                ${button(t("action.cancel"), () => ((seen.leaving = false), app.update()), { kind: "plain" })}
              </div>
            </div>`
          : button(t("queue.leave"), () => ((seen.leaving = true), app.update()), { kind: "plain" })}
      </div>
    </section>`;
  }

  function notifyButton() {
    if (typeof Notification === "undefined") return nothing;
    if (Notification.permission === "granted") return html`<span class="tag good">${t("queue.notifyOn")}</span>`;
    if (Notification.permission === "denied") return html`<span class="soft small">${t("queue.notifyBlocked")}</span>`;
    return button(t("queue.notify"), () => Notification.requestPermission().then(app.update), { kind: "quiet" });
  }

  function proof() {
    const now = place.state.place;
    const draw = seen.queue?.draw?.find((one) => one.lane === (now?.lane ?? one.lane));
    if (!now || !draw) return nothing;
    return html`<details class="panel">
      <summary>${t("queue.proof")}</summary>
      <div class="stack">
        <p class="soft">${t(draw.seed ? "queue.proofText" : "queue.proofPending")}</p>
        <p class="small"><b>${t("queue.proofSeal")}</b> <code>${draw.commitment}</code></p>
        ${draw.seed ? button(t("queue.proofCheck"), () => check(draw), { kind: "quiet", busy: seen.proof?.busy }) : nothing} ${proofResult()}
      </div>
    </details>`;
  }

  function proofResult() {
    const result = seen.proof;
    if (!result || result.busy) return nothing;
    if (result.failure) return notice("bad", t("error.title"), t("error.text"));
    if (!result.ok) return notice("bad", t("queue.proofBad"), t("queue.proofBadText", { step: result.step }));
    if (result.number) return notice("good", t("queue.proofGood"), t("queue.proofGoodText"));
    return notice("good", t("queue.proofSealOnly"), t("queue.proofNone"));
  }

  function stock() {
    if (!place.state.place || place.state.place.state === "closed") return nothing;
    return html`<section class="stack" aria-labelledby="stock">
      <h2 id="stock" class="h3">${t("queue.stock")}</h2>
      ${priceBands(seen.event.sections, false)}
    </section>`;
  }

  function refused(problem) {
    if (problem.slug === "sale-not-open") {
      return html`<h1>${t("sale.scheduled")}</h1>
        <p class="soft">${t("sale.lobbyOpens", { time: dateInZone(problem.body.lobbyOpensAt, seen.event.timeZone) })}</p>
        ${button(t("action.retry"), join, { busy: seen.joining })}`;
    }
    const title = problem.offline ? t("offline.title") : t("error.title");
    return empty(title, problem.status && problem.status < 500 ? problem.detail : t("error.text"), button(t("action.retry"), join, { busy: seen.joining }));
  }
}
