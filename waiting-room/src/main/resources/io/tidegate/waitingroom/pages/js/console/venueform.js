// A venue. A new one is given a simple template: blocks of rows and seats in front of a stage, and standing places.
import { html, nothing } from "lit-html";
import { app } from "../frame/app.js";
import { t } from "../frame/texts.js";
import { button } from "../ui/parts.js";
import { field, numberInput } from "./parts.js";

const ROW_METRES = 0.9;

/** @param row the venue that is changed, its template left as it is; null for a new one */
export function venueForm(save, row) {
  const place = { city: "", country: "", latitude: 0, longitude: 0, ...row?.venueLocation };
  const venue = { venueName: row?.venueName ?? "", timeZone: row?.timeZone ?? Intl.DateTimeFormat().resolvedOptions().timeZone };
  const blocks = [{ name: "Stalls", kind: "seated", rows: 20, seats: 30, places: 200 }];

  function submit(event) {
    event.preventDefault();
    save({ ...venue, venueLocation: place, ...(row ? {} : { layout: { sections: sections() } }) });
  }

  /** Blocks stand one behind the other, each centred. */
  function sections() {
    let y = 4;
    return blocks.map((block, at) => {
      const section = { sectionId: `S${at + 1}`, name: block.name, kind: block.kind, x: 0, y };
      if (block.kind === "generalAdmission") {
        section.places = block.places;
        y += Math.ceil(Math.sqrt(block.places * 2)) * 0.25 + 2;
      } else {
        section.rows = Array.from({ length: block.rows }, (_, row) => ({ row: String(row + 1), seats: block.seats, x: -block.seats / 4, y: row * ROW_METRES }));
        y += block.rows * ROW_METRES + 2;
      }
      return section;
    });
  }

  const text = (target, key, label, attributes = {}) =>
    field(label, html`<input class="input" required maxlength="200" placeholder=${attributes.placeholder ?? ""} .value=${target[key]} @input=${(e) => (target[key] = e.target.value.trim())} />`);
  const degrees = (key, bound) => field(t(`console.field.${key}`), numberInput(place[key], -bound, bound, (value) => (place[key] = value), "any"));

  function blockFields(block, at) {
    const set = (key) => (value) => {
      block[key] = value;
      app.update();
    };
    const remove = () => {
      blocks.splice(at, 1);
      app.update();
    };
    return html`<div class="lane stack"><div class="fields">
        ${text(block, "name", t("console.field.name"))}
        ${field(t("filter.type"), html`<select class="input" @change=${(e) => set("kind")(e.target.value)}>
          <option value="seated" ?selected=${block.kind === "seated"}>${t("console.seated")}</option>
          <option value="generalAdmission" ?selected=${block.kind !== "seated"}>${t("console.standing")}</option>
        </select>`)}
        ${block.kind === "seated"
          ? html`${field(t("console.field.rows"), numberInput(block.rows, 1, 200, set("rows")))} ${field(t("console.field.seats"), numberInput(block.seats, 1, 500, set("seats")))}`
          : field(t("console.field.places"), numberInput(block.places, 1, 250_000, set("places")))}
      </div>
      ${blocks.length > 1 ? html`<div class="row">${button(t("console.removeLane", { name: block.name }), remove, { kind: "plain small" })}</div>` : ""}
    </div>`;
  }

  function more() {
    blocks.push({ name: `Block ${blocks.length + 1}`, kind: "seated", rows: 10, seats: 20, places: 100 });
    app.update();
  }

  return {
    view: () => html`<form class="stack" @submit=${submit}>
      <div class="fields">
        ${text(venue, "venueName", t("console.field.name"))} ${text(place, "city", t("filter.city"))}
        ${text(place, "country", t("console.field.country"), { placeholder: "DE" })} ${text(venue, "timeZone", t("console.field.timeZone"))}
        ${degrees("latitude", 90)} ${degrees("longitude", 180)}
      </div>
      ${row ? nothing : blocks.map(blockFields)}
      <div class="row">${row ? nothing : button(t("console.addBlock"), more, { kind: "quiet small" })} <button class="button">${t("console.save")}</button></div>
    </form>`,
  };
}
