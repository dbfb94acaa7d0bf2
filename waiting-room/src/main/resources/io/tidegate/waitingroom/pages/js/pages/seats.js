// Choosing seats: on the map, in the list, or the best there are; what is chosen becomes a hold, and a hold can be
// changed without being lost.
import { html, nothing } from "lit-html";
import { get, newKey, post } from "../frame/api.js";
import { app } from "../frame/app.js";
import { clock, everySecond } from "../frame/clock.js";
import { countdown } from "../frame/formats.js";
import { forgetHold, liveHold, msLeft, rememberHold } from "../frame/holds.js";
import { pass, watchPlace } from "../frame/place.js";
import { go } from "../frame/router.js";
import { current } from "../frame/session.js";
import { t } from "../frame/texts.js";
import { chosenSeats, heldSeats, seatName } from "../seats/basket.js";
import { seatList } from "../seats/list.js";
import { seatMap } from "../seats/map.js";
import { troubleNotice } from "../seats/trouble.js";
import { bestForm, cheapest, priceOptions, standingView } from "../seats/ways.js";
import { asBuyer } from "../ui/login.js";
import { failed, ghosts, notice, pills } from "../ui/parts.js";
import { bands } from "../ui/prices.js";

const TURN_TRIES = 20;
const TURN_MS = 400;
const KINDS = ["any", "wheelchair", "companion", "noRestricted"];

export default function seatsPage({ params }) {
  const { eventId } = params;
  const seen = { event: null, failure: null, trouble: null, hold: null, replacing: false, busy: false, live: true, ready: false };
  const chosen = new Map();
  const wish = { tab: "map", maxPrice: "", kind: "any", section: "", row: "", rows: null };
  const best = { quantity: 2, sectionId: "", maxPrice: "", wheelchair: 0, companions: 0 };
  const standing = {};
  const place = watchPlace(eventId, app.update);
  const asked = new Map();
  let map = null;
  let boxes = [];

  const sections = () => seen.event.sections;
  const currency = () => sections()[0].currency;
  const section = (id) => sections().find((one) => one.sectionId === id);
  const mineNos = () => (seen.hold && map ? seen.hold.nos ?? [] : []);

  async function load() {
    seen.failure = null;
    try {
      seen.event = await get(`/events/${eventId}`);
      startMap();
      await Promise.all([findHold(), takeTurn()]);
    } catch (failure) {
      seen.failure = failure;
    }
    app.update();
  }

  async function findHold() {
    if (!current()) return;
    const hold = await liveHold(eventId).catch(() => null);
    if (hold?.orderId) return void go(`/my/orders/${hold.orderId}`, { replace: true });
    if (hold) own(hold);
  }

  /** The place keeps the turn while this page is open; who has none is told where to get one. */
  async function takeTurn() {
    if (!seen.event.sale.queued || !current()) return;
    await place.join().catch(() => {});
  }

  function startMap() {
    if (map) return;
    map = seatMap(
      { seatmap: seen.event.seatmap.href, availability: `/events/${eventId}/availability`, stage: t("seats.stage") },
      (type, message) => heard[type]?.(message),
    );
  }

  const heard = {
    ready: (message) => {
      seen.ready = true;
      boxes = message.sections;
      filter();
      numberHold();
      tellMap();
      app.update();
    },
    failed: ({ status }) => {
      seen.failure = { status, offline: status === 0 };
      app.update();
    },
    live: ({ live }) => {
      seen.live = live;
      app.update();
    },
    counts: ({ available }) => {
      sections().forEach((one, at) => (one.available = available[at]));
      app.update();
    },
    seat: ({ seat }) => toggle(seat),
    section: ({ at }) => at >= 0 && approach(sections()[at]),
    rows: ({ sectionId, rows }) => {
      if (sectionId === wish.section) wish.rows = rows;
      app.update();
    },
    lost: ({ seats }) => lose(seats),
    nearest: ({ of, like }) => lose([{ seat: of, like }]),
    seats: ({ seats, reason }) => asked.get(reason)?.(seats),
  };

  /** What the worker knows of these tickets. */
  function seatsOf(ticketIds) {
    return new Promise((resolve) => {
      const reason = newKey();
      asked.set(reason, (seats) => (asked.delete(reason), resolve(seats)));
      map.send({ type: "seats", ticketIds, reason });
    });
  }

  function tellMap() {
    map?.send({ type: "chosen", chosen: [...chosen.keys()], mine: mineNos(), busy: seen.busy });
  }

  function filter() {
    const allowed = wish.maxPrice ? sections().filter((one) => cheapest(one) <= Number(wish.maxPrice)).map((one) => one.sectionId) : null;
    map.send({ type: "filter", sections: allowed, kind: wish.kind, sectionPrices: sections().map(cheapest) });
  }

  function approach(of) {
    if (of.kind !== "seated") {
      wish.tab = "best";
      app.update();
      requestAnimationFrame(() => document.getElementById(`standing-${of.sectionId}`)?.scrollIntoView({ block: "center" }));
      return;
    }
    wish.section = of.sectionId;
    map.send({ type: "rows", sectionId: of.sectionId });
    map.approach(boxOf(of.sectionId));
    app.update();
  }

  function boxOf(sectionId) {
    return boxes.find((one) => one.sectionId === sectionId).box;
  }
  function toggle(seat) {
    if (seen.busy || (seen.hold && !seen.replacing)) return;
    seen.trouble = null;
    if (chosen.has(seat.no)) chosen.delete(seat.no);
    else if (seat.status === "available" || mineNos().includes(seat.no)) {
      chosen.set(seat.no, { seat, priceType: section(seat.sectionId).priceTypes[0]?.priceType });
      app.say(`${seatName(seat, sections())}: ${t("seats.legend.chosen")}`);
    } else {
      map.send({ type: "nearest", no: seat.no });
    }
    tellMap();
    app.update();
  }

  function lose(lost) {
    lost.forEach(({ seat }) => chosen.delete(seat.no));
    seen.trouble = { lost };
    tellMap();
    app.update();
  }

  function instead({ like }) {
    seen.trouble = null;
    toggle({ ...like, status: "available" });
  }

  function own(hold) {
    seen.hold = hold;
    seen.replacing = false;
    chosen.clear();
    rememberHold(eventId, hold.holdId);
    numberHold();
    tellMap();
  }

  async function numberHold() {
    const { hold } = seen;
    if (!hold || !seen.ready) return;
    hold.nos = (await seatsOf(hold.tickets.map((ticket) => ticket.ticketId))).map((seat) => seat.no);
    tellMap();
  }

  /** Reserves; with a hold there is, in its place. */
  async function reserve(body) {
    Object.assign(seen, { busy: true, trouble: null });
    tellMap();
    app.update();
    const key = newKey();
    try {
      const hold = await asBuyer(async () => {
        if (!(await haveTurn())) throw Object.assign(new Error(), { slug: "pass-required" });
        const replaces = seen.hold ? { replaces: seen.hold.holdId } : {};
        return post("/booking/reserve", { ...body, ...replaces }, { key, headers: passHeader() });
      });
      if (hold) own(hold);
    } catch (problem) {
      await refused(problem);
    }
    seen.busy = false;
    tellMap();
    app.update();
  }

  function passHeader() {
    const held = pass(eventId);
    return held ? { "X-Queue-Pass": held.pass } : {};
  }

  /** Whether there is a pass; where nobody waits, taking a place is enough to get one. */
  async function haveTurn() {
    if (!seen.event.sale.queued || pass(eventId)) return true;
    await place.join().catch(() => {});
    for (let attempt = 0; attempt < TURN_TRIES && !pass(eventId); attempt++) {
      if (place.state.place?.ahead > 20) break;
      await new Promise((resolve) => setTimeout(resolve, TURN_MS));
    }
    return pass(eventId) !== null;
  }

  async function refused(problem) {
    if (problem.slug === "hold-exists" && problem.body.holdId) {
      rememberHold(eventId, problem.body.holdId);
      return findHold();
    }
    if (problem.slug === "tickets-taken" && chosen.size) {
      const seats = await seatsOf(problem.body.ticketIds ?? []);
      for (const seat of seats) chosen.delete(seat.no);
      if (seats.length === 1) return map.send({ type: "nearest", no: seats[0].no });
    }
    if (problem.slug === "hold-expired" || (problem.status === 404 && seen.hold)) return expire();
    seen.trouble = { problem };
  }

  function hold() {
    const tickets = [...chosen.values()].map(({ seat, priceType }) => ({ ticketId: seat.ticketId, ...(priceType ? { priceType } : {}) }));
    return reserve({ tickets });
  }

  function remove(no) {
    chosen.delete(no);
    tellMap();
    app.update();
  }

  function priceType(no, wanted) {
    chosen.get(no).priceType = wanted;
    app.update();
  }

  async function release() {
    seen.busy = true;
    app.update();
    try {
      await post("/booking/release", { holdId: seen.hold.holdId });
      dropHold();
    } catch (problem) {
      await refused(problem);
    }
    seen.busy = false;
    app.update();
  }

  function dropHold() {
    forgetHold(eventId);
    seen.hold = null;
    seen.replacing = false;
    tellMap();
  }

  function expire() {
    dropHold();
    seen.trouble = { expired: true };
    app.say(t("seats.expired"));
    app.update();
  }

  async function change() {
    seen.replacing = true;
    const seats = await seatsOf(seen.hold.tickets.map((ticket) => ticket.ticketId));
    seats.filter((seat) => seat.row).forEach((seat, at) => chosen.set(seat.no, { seat, priceType: seen.hold.tickets[at].priceType ?? section(seat.sectionId).priceTypes[0]?.priceType }));
    tellMap();
    app.update();
  }

  function keep() {
    seen.replacing = false;
    chosen.clear();
    tellMap();
    app.update();
  }

  load();
  const stopTicking = everySecond(() => {
    if (seen.hold && msLeft(seen.hold) <= 0) expire();
    if (!document.hidden && (seen.hold || place.state.place)) app.update();
  });

  return {
    get title() {
      return t("seats.title");
    },
    layout: "whole",
    stop() {
      stopTicking();
      place.stop();
      map?.stop();
    },
    view() {
      if (seen.failure) return html`<div class="page">${failed(seen.failure, load)}</div>`;
      if (!seen.event) return html`<div class="page">${ghosts("title", "block")}</div>`;
      return html`<div class="seats">
        <div class="seats-head">
          <div>
            <h1 class="h3">${t("seats.title")}</h1>
            <p class="small soft"><a href="/event/${eventId}">${seen.event.eventName}</a></p>
          </div>
          <div class="row">${turnLeft()} ${seen.live ? nothing : html`<span class="tag warn">${t("seats.catchingUp")}</span>`}</div>
        </div>
        <div class="seats-tools">
          ${pills(t("seats.view"), [["map", t("seats.map")], ["list", t("seats.list")], ["best", t("seats.best")]], wish.tab, showTab)} ${wish.tab === "best" ? nothing : filters()}
        </div>
        <div class="seats-main tab-${wish.tab}">${mapView()} ${wish.tab === "list" ? listView() : nothing} ${wish.tab === "best" ? bestView() : nothing}</div>
        <aside class="seats-side" aria-label=${t("pay.summary")}>
          <div class="stack">
            ${troubleNotice(seen.trouble, { sections: sections(), eventId }, { instead })} ${needTurn()}
            ${seen.hold && !seen.replacing
              ? heldSeats({ hold: seen.hold, sections: sections(), msLeft: msLeft(seen.hold), eventId }, { change, release })
              : chosenSeats({ chosen: [...chosen.values()], sections: sections(), busy: seen.busy, replacing: seen.replacing, currency: currency() }, { remove, priceType, hold, keep })}
          </div>
        </aside>
      </div>`;
    },
  };

  function showTab(tab) {
    wish.tab = tab;
    app.update();
  }

  function turnLeft() {
    if (seen.hold && seen.replacing) return html`<span class="tag good number">${t("seats.holdLeft", { time: countdown(msLeft(seen.hold)) })}</span>`;
    const held = pass(eventId);
    return held && !seen.hold ? html`<span class="tag number">${t("seats.turnLeft", { time: countdown(Date.parse(held.leaseExpiresAt) - clock.now()) })}</span>` : nothing;
  }

  function needTurn() {
    if (!seen.event.sale.queued || seen.hold || pass(eventId) || seen.busy || seen.trouble) return nothing;
    const now = place.state.place;
    if (now?.state === "admitted") return nothing;
    return notice("", t("seats.needTurn"), t("seats.needTurnText"), html`<a class="button" href="/event/${eventId}/queue">${t("seats.toQueue")}</a>`);
  }

  function mapView() {
    const label = t("seats.mapLabel", { venue: seen.event.venue.venueName });
    return html`<div class="map" role="img" aria-label=${label} ?hidden=${wish.tab !== "map"}>${map?.canvas}</div>
      <div class="map-tools" ?hidden=${wish.tab !== "map"}>
        <button type="button" aria-label=${t("seats.zoomIn")} @click=${() => map.zoom(1.6)}>+</button>
        <button type="button" aria-label=${t("seats.zoomOut")} @click=${() => map.zoom(1 / 1.6)}>−</button>
        <button type="button" aria-label=${t("seats.whole")} @click=${() => map.fit()}>⤢</button>
      </div>
      <ul class="legend small" ?hidden=${wish.tab !== "map"}>
        ${["available", "chosen", "mine", "taken"].map((one) => html`<li class=${one}>${t(`seats.legend.${one}`)}</li>`)}
      </ul>`;
  }

  function filters() {
    const seated = sections().filter((one) => one.kind === "seated");
    return html`<div class="filters">
      <select class="input pill-select" aria-label=${t("seats.section")} @change=${chooseSection}>
        <option value="">${t("seats.allSections")}</option>
        ${seated.map((one) => html`<option value=${one.sectionId} ?selected=${one.sectionId === wish.section}>${one.name}</option>`)}
      </select>
      <select class="input pill-select" aria-label=${t("seats.price")} @change=${(event) => ((wish.maxPrice = event.target.value), filter(), app.update())}>
        <option value="">${t("filter.price")}</option>
        ${priceOptions(sections(), wish.maxPrice)}
      </select>
      <select class="input pill-select" aria-label=${t("seats.access")} @change=${(event) => ((wish.kind = event.target.value), filter(), app.update())}>
        ${KINDS.map((kind) => html`<option value=${kind} ?selected=${kind === wish.kind}>${t(`seats.access.${kind}`)}</option>`)}
      </select>
    </div>`;
  }

  function chooseSection(event) {
    const of = section(event.target.value);
    if (of) return approach(of);
    wish.section = "";
    map.fit();
    app.update();
  }

  function fits(seat) {
    return { any: true, wheelchair: seat.kind === "wheelchair", companion: seat.kind === "companion", noRestricted: seat.kind !== "restrictedView" }[wish.kind];
  }

  function listView() {
    const shown = bands(sections()).filter((one) => one.kind === "seated" && (!wish.maxPrice || cheapest(one) <= Number(wish.maxPrice)));
    return html`<div class="scroll">
      ${seatList(
        { sections: shown, open: wish.section, rows: wish.rows, openRow: wish.row, chosen, mine: new Set(mineNos()), fits },
        { section: openSection, row: openRow, seat: toggle },
      )}
      ${standingPlaces()}
    </div>`;
  }

  function openSection(of) {
    wish.section = wish.section === of.sectionId ? "" : of.sectionId;
    Object.assign(wish, { rows: null, row: "" });
    map.send({ type: "rows", sectionId: wish.section });
    app.update();
  }

  function openRow(row) {
    wish.row = wish.row === row ? "" : row;
    app.update();
  }

  function standingPlaces() {
    const blocked = seen.busy || Boolean(seen.hold && !seen.replacing);
    return standingView({ sections: sections(), quantities: standing, blocked }, {
      quantity: (sectionId, value) => ((standing[sectionId] = value), app.update()),
      hold: (sectionId, quantity) => reserve({ eventId, generalAdmission: { sectionId, quantity } }),
    });
  }

  function bestView() {
    const set = (name, value) => ((best[name] = value), app.update());
    const blocked = Boolean(seen.hold && !seen.replacing);
    return html`<div class="scroll">${bestForm({ best, sections: sections(), busy: seen.busy, blocked }, { set, find: findBest })} ${standingPlaces()}</div>`;
  }

  function findBest() {
    const wanted = { quantity: best.quantity };
    if (best.sectionId) wanted.sectionId = best.sectionId;
    if (best.maxPrice) wanted.maxPrice = Number(best.maxPrice);
    if (best.wheelchair) wanted.wheelchair = Math.min(best.wheelchair, best.quantity);
    const companions = Math.min(best.companions, best.quantity - best.wheelchair);
    if (companions > 0) wanted.companions = companions;
    return reserve({ eventId, bestAvailable: wanted });
  }
}
