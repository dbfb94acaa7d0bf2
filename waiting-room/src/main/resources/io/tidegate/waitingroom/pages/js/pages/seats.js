// Choosing seats: on the map, in the list, or the best there are; what is chosen becomes a hold, and a hold can be
// changed without being lost.
import { html, nothing } from "lit-html";
import { app } from "../frame/app.js";
import { clock } from "../frame/clock.js";
import { countdown } from "../frame/formats.js";
import { msLeft } from "../frame/holds.js";
import { pass } from "../frame/place.js";
import { t } from "../frame/texts.js";
import { chosenSeats, heldSeats } from "../seats/basket.js";
import { choiceOf } from "../seats/choice.js";
import { seatList } from "../seats/list.js";
import { troubleNotice } from "../seats/trouble.js";
import { bestForm, cheapest, priceOptions, standingView } from "../seats/ways.js";
import { failed, ghosts, notice, pills } from "../ui/parts.js";
import { bands } from "../ui/prices.js";

const KINDS = ["any", "wheelchair", "companion", "noRestricted"];

export default function seatsPage({ params }) {
  const { eventId } = params;
  const choice = choiceOf(eventId);
  const { seen, chosen, wish, place, sections, section, mine } = choice;
  const { load, toggle, approach, filter, instead, reserve, hold, remove, priceType, release, change, keep } = choice.actions;
  const best = { quantity: 2, sectionId: "", maxPrice: "", wheelchair: 0, companions: 0 };
  const standing = {};

  return {
    get title() {
      return t("seats.title");
    },
    layout: "whole",
    stop: choice.stop,
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
              : chosenSeats({ chosen: [...chosen.values()], sections: sections(), busy: seen.busy, replacing: seen.replacing, currency: sections()[0].currency }, { remove, priceType, hold, keep })}
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
    return html`<div class="map" role="img" aria-label=${label} ?hidden=${wish.tab !== "map"}>${choice.map?.canvas}</div>
      <div class="map-tools" ?hidden=${wish.tab !== "map"}>
        <button type="button" aria-label=${t("seats.zoomIn")} @click=${() => choice.map.zoom(1.6)}>+</button>
        <button type="button" aria-label=${t("seats.zoomOut")} @click=${() => choice.map.zoom(1 / 1.6)}>−</button>
        <button type="button" aria-label=${t("seats.whole")} @click=${() => choice.map.fit()}>⤢</button>
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
    choice.map.fit();
    app.update();
  }

  function fits(seat) {
    return { any: true, wheelchair: seat.kind === "wheelchair", companion: seat.kind === "companion", noRestricted: seat.kind !== "restrictedView" }[wish.kind];
  }

  function listView() {
    const shown = bands(sections()).filter((one) => one.kind === "seated" && (!wish.maxPrice || cheapest(one) <= Number(wish.maxPrice)));
    return html`<div class="scroll">
      ${seatList(
        { sections: shown, open: wish.section, rows: wish.rows, openRow: wish.row, chosen, mine: new Set(mine()), fits },
        { section: openSection, row: openRow, seat: toggle },
      )}
      ${standingPlaces()}
    </div>`;
  }

  function openSection(of) {
    wish.section = wish.section === of.sectionId ? "" : of.sectionId;
    Object.assign(wish, { rows: null, row: "" });
    choice.map.send({ type: "rows", sectionId: wish.section });
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
