// What a buyer chooses, holds, changes and loses: the state behind the page of seats, and what changes it.
import { get, newKey, post } from "../frame/api.js";
import { app } from "../frame/app.js";
import { everySecond } from "../frame/clock.js";
import { forgetHold, liveHold, msLeft, rememberHold } from "../frame/holds.js";
import { pass, watchPlace } from "../frame/place.js";
import { go } from "../frame/router.js";
import { current } from "../frame/session.js";
import { t } from "../frame/texts.js";
import { asBuyer } from "../ui/login.js";
import { seatName } from "./basket.js";
import { seatMap } from "./map.js";
import { cheapest } from "./ways.js";

const TURN_TRIES = 20;
const TURN_MS = 400;
const AHEAD_MAX = 20;

/** One buyer's choice for one event, from the empty map to the hold; each change draws the page again. */
export function choiceOf(eventId) {
  const seen = { event: null, failure: null, trouble: null, hold: null, replacing: false, busy: false, live: true, ready: false };
  const chosen = new Map();
  const wish = { tab: "map", maxPrice: "", kind: "any", section: "", row: "", rows: null, toMine: false };
  const place = watchPlace(eventId, app.update);
  const asked = new Map();
  let map = null;
  let boxes = [];

  const sections = () => seen.event.sections;
  const section = (id) => sections().find((one) => one.sectionId === id);
  const mine = () => seen.hold?.nos ?? [];

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
      comeNear();
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
    map?.send({ type: "chosen", chosen: [...chosen.keys()], mine: mine(), busy: seen.busy });
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
    comeNear();
    app.update();
  }

  /** To the section that is wished for, as soon as the map knows where it is. */
  function comeNear() {
    const wanted = boxes.find((one) => one.sectionId === wish.section);
    if (wanted) map.approach(wanted.box);
  }

  function toggle(seat) {
    if (seen.busy || (seen.hold && !seen.replacing)) return;
    seen.trouble = null;
    if (chosen.has(seat.no)) chosen.delete(seat.no);
    else if (seat.status === "available" || mine().includes(seat.no)) {
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

  /** Where the seats are, and what to do now: seen, and read out, at once. */
  function present() {
    if (wish.tab === "best") Object.assign(wish, { tab: "map", toMine: true });
    requestAnimationFrame(() => requestAnimationFrame(() => document.getElementById("held")?.focus()));
  }

  async function numberHold() {
    const { hold } = seen;
    if (!hold || !seen.ready) return;
    const seats = await seatsOf(hold.tickets.map((ticket) => ticket.ticketId));
    hold.nos = seats.map((seat) => seat.no);
    if (wish.toMine && seats.every((seat) => seat.row)) map.surround(seats);
    wish.toMine = false;
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
      if (hold) {
        present();
        own(hold);
      }
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
      if (place.state.place?.ahead > AHEAD_MAX) break;
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

  /** Reserves the chosen seats. */
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
    seats.forEach((seat, at) => {
      const priceType = seen.hold.tickets[at].priceType ?? section(seat.sectionId).priceTypes[0]?.priceType;
      if (seat.row) chosen.set(seat.no, { seat, priceType });
    });
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
    seen,
    chosen,
    wish,
    place,
    sections,
    section,
    mine,
    get map() {
      return map;
    },
    actions: { load, toggle, approach, filter, instead, reserve, hold, remove, priceType, release, change, keep },
    stop() {
      stopTicking();
      place.stop();
      map?.stop();
    },
  };
}
