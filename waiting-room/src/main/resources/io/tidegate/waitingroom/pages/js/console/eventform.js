// A new event: where and when, who performs, and one price for each section of its venue.
import { html } from "lit-html";
import { app } from "../frame/app.js";
import { t } from "../frame/texts.js";
import { notice } from "../ui/parts.js";
import { field, fromField, numberInput, toField } from "./parts.js";
import { promoter } from "./promoter.js";

/** @param known {venues, performers} as they are at the moment */
export function eventForm(add, known) {
  const wish = { eventName: "", description: "", venueId: "", performerIds: [], currency: "EUR", startTime: "", endTime: "" };
  const prices = {};
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

  const priceOf = (sectionId) => (prices[sectionId] ??= { face: 40, fees: 2, tax: 3 });

  function submit(event) {
    event.preventDefault();
    const digits = new Intl.NumberFormat("en", { style: "currency", currency: wish.currency }).resolvedOptions().maximumFractionDigits;
    const minor = (value) => Math.round(value * 10 ** digits);
    const sections = venue().sections.map(({ sectionId }) => {
      const { face, fees, tax } = priceOf(sectionId);
      return { sectionId, priceTypes: [{ priceType: "full", breakdown: { face: minor(face), fees: minor(fees), tax: minor(tax) } }] };
    });
    const body = { ...wish, venueId: venue().venueId, sections };
    if (!body.description) delete body.description;
    add(body);
  }

  const time = (key) =>
    field(t(`console.field.${key}`), html`<input class="input" type="datetime-local" required .value=${toField(wish[key])} @change=${(e) => (wish[key] = fromField(e.target.value))} />`);

  function section({ sectionId, name }) {
    const price = priceOf(sectionId);
    const part = (key) => field(t(`console.price.${key}`), numberInput(price[key], 0, 999_999, (value) => (price[key] = value), "0.01"));
    return html`<fieldset class="lane stack tight"><legend><b>${name}</b></legend><div class="fields">${part("face")}${part("fees")}${part("tax")}</div></fieldset>`;
  }

  return {
    view() {
      const { venues, performers } = known();
      if (!venues.length) return notice("", t("console.venueFirst"), t("console.venueFirstText"));
      return html`<form class="panel stack" @submit=${submit}>
        <div class="fields">
          ${field(t("console.field.name"), html`<input class="input" required maxlength="200" .value=${wish.eventName} @input=${(e) => (wish.eventName = e.target.value)} />`)}
          ${field(t("console.venue"), html`<select class="input" @change=${(e) => { wish.venueId = e.target.value; app.update(); }}>${venues.map((one) => html`<option value=${one.venueId}>${one.venueName}</option>`)}</select>`)}
          ${time("startTime")} ${time("endTime")}
          ${field(t("console.field.currency"), html`<input class="input" required pattern="[A-Z]{3}" .value=${wish.currency} @change=${(e) => (wish.currency = e.target.value.toUpperCase())} />`)}
        </div>
        ${field(t("console.field.description"), html`<textarea class="input" rows="3" @input=${(e) => (wish.description = e.target.value)}></textarea>`)}
        ${performers.length
          ? html`<fieldset class="stack tight"><legend><b>${t("console.performers")}</b></legend><div class="row choices">
              ${performers.map((one) => html`<label class="row"><input type="checkbox" @change=${(e) => (wish.performerIds = e.target.checked ? [...wish.performerIds, one.performerId] : wish.performerIds.filter((id) => id !== one.performerId))} /> ${one.performerName}</label>`)}
            </div></fieldset>`
          : ""}
        ${venue().sections.map(section)}
        <div class="row"><button class="button">${t("console.save")}</button></div>
      </form>`;
    },
  };
}
