// An event, new or changed: where and when, who performs, and the prices of each section of its venue.
import { html, nothing } from "lit-html";
import { app } from "../frame/app.js";
import { t } from "../frame/texts.js";
import { notice } from "../ui/parts.js";
import { priceTypeName } from "../ui/prices.js";
import { field, fromField, numberInput, toField } from "./parts.js";
import { promoter } from "./promoter.js";

const PARTS = ["face", "fees", "tax"];
const PROPOSED = [{ priceType: "standard", breakdown: { face: 40, fees: 2, tax: 3 } }];

/**
 * @param known {venues, performers} as they are at the moment
 * @param row the event that is changed; null for a new one
 */
export function eventForm(save, known, row) {
  const wish = { description: "", performerIds: [], currency: "EUR", ...row };
  const prices = new Map(row?.sections.map((one) => [one.sectionId, inUnits(one.priceTypes)]));
  const layouts = {};

  /** The chosen venue; its sections are loaded when they are first needed. */
  function venue() {
    const { venues } = known();
    const chosen = venues.find((one) => one.venueId === wish.venueId) ?? venues[0];
    if (!(chosen.venueId in layouts)) {
      layouts[chosen.venueId] = [];
      promoter.get(`/promoter/venues/${chosen.venueId}`).then(({ layout }) => {
        layouts[chosen.venueId] = layout.sections;
        app.update();
      }, () => delete layouts[chosen.venueId]);
    }
    return { ...chosen, sections: layouts[chosen.venueId] };
  }

  function minorInUnit() {
    return 10 ** new Intl.NumberFormat("en", { style: "currency", currency: wish.currency }).resolvedOptions().maximumFractionDigits;
  }

  /** Prices as they are typed: in units of the currency. */
  function inUnits(priceTypes) {
    return scaled(priceTypes, (minor) => minor / minorInUnit());
  }

  function pricesOf(sectionId) {
    if (!prices.has(sectionId)) prices.set(sectionId, structuredClone(PROPOSED));
    return prices.get(sectionId);
  }

  function submit(event) {
    event.preventDefault();
    const sections = venue().sections.map(({ sectionId }) => ({
      sectionId,
      priceTypes: scaled(pricesOf(sectionId), (units) => Math.round(units * minorInUnit())),
    }));
    const { eventName, description, startTime, endTime, timeZone, performerIds, currency } = wish;
    save({ eventName, description: description || undefined, startTime, endTime, timeZone, performerIds, currency, venueId: venue().venueId, sections });
  }

  const time = (key) =>
    field(t(`console.field.${key}`), html`<input class="input" type="datetime-local" required .value=${toField(wish[key])} @change=${(e) => (wish[key] = fromField(e.target.value))} />`);

  function section({ sectionId, name }) {
    return html`<fieldset class="lane stack tight">
      <legend><b>${name}</b></legend>
      ${pricesOf(sectionId).map(({ priceType, breakdown }, _, { length }) => {
        const part = (key) => field(t(`console.price.${key}`), numberInput(breakdown[key], 0, 999_999, (value) => (breakdown[key] = value), "any"));
        return html`${length > 1 ? html`<p class="small soft">${priceTypeName(priceType)}</p>` : nothing}<div class="fields">${PARTS.map(part)}</div>`;
      })}
    </fieldset>`;
  }

  function perform(performerIds) {
    wish.performerIds = performerIds;
    app.update();
  }

  /** Who performs, in this order; the others in a list to add from. */
  function performers(all) {
    const name = (id) => all.find((one) => one.performerId === id)?.performerName ?? id;
    const others = all.filter((one) => !wish.performerIds.includes(one.performerId));
    const without = (id) => perform(wish.performerIds.filter((other) => other !== id));
    return html`<div class="stack tight">
      ${field(t("console.performers"), html`<select class="input" @change=${(e) => e.target.value && perform([...wish.performerIds, e.target.value])}>
        <option value="" .selected=${true}>${t("console.addPerformer")}</option>
        ${others.map((one) => html`<option value=${one.performerId}>${one.performerName}</option>`)}
      </select>`)}
      <div class="row">
        ${wish.performerIds.map((id) => html`<span class="tag brand">${name(id)} <button type="button" class="cross" aria-label=${t("console.removeLane", { name: name(id) })} @click=${() => without(id)}>×</button></span>`)}
      </div>
    </div>`;
  }

  return {
    view() {
      const { venues, performers: all } = known();
      if (!venues.length) return notice("", t("console.venueFirst"), t("console.venueFirstText"));
      const here = venue();
      return html`<form class="stack" @submit=${submit}>
        <div class="fields">
          ${field(t("console.field.name"), html`<input class="input" required maxlength="200" .value=${wish.eventName ?? ""} @input=${(e) => (wish.eventName = e.target.value)} />`)}
          ${field(t("console.venue"), html`<select class="input" @change=${(e) => { wish.venueId = e.target.value; app.update(); }}>${venues.map((one) => html`<option value=${one.venueId} ?selected=${one.venueId === here.venueId}>${one.venueName}</option>`)}</select>`)}
          ${time("startTime")} ${time("endTime")}
          ${field(t("console.field.currency"), html`<input class="input" required pattern="[A-Z]{3}" .value=${wish.currency} @change=${(e) => (wish.currency = e.target.value.toUpperCase())} />`)}
        </div>
        ${field(t("console.field.description"), html`<textarea class="input" rows="3" .value=${wish.description ?? ""} @input=${(e) => (wish.description = e.target.value)}></textarea>`)}
        ${all.length ? performers(all) : nothing} ${here.sections.map(section)}
        <div class="row"><button class="button">${t("console.save")}</button></div>
      </form>`;
    },
  };
}

function scaled(priceTypes, amount) {
  return priceTypes.map(({ priceType, breakdown }) => ({ priceType, breakdown: Object.fromEntries(PARTS.map((key) => [key, amount(breakdown[key] ?? 0)])) }));
}
