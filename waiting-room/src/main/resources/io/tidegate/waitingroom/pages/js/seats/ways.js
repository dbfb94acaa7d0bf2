// Ways to tickets without picking seats: the best there are, and standing places.
import { html } from "lit-html";
import { money } from "../frame/formats.js";
import { n, t } from "../frame/texts.js";
import { button, stepper } from "../ui/parts.js";

const AT_ONCE_MAX = 10;

export function cheapest(section) {
  return Math.min(...section.priceTypes.map((type) => type.price));
}

/** The prices that a list offers as a limit. */
export function priceOptions(sections, chosen) {
  const prices = [...new Set(sections.map(cheapest))].filter(Number.isFinite).sort((a, b) => a - b);
  return prices.map(
    (price) =>
      html`<option value=${price} ?selected=${String(price) === chosen}>${t("seats.upTo", { price: money(price, sections[0].currency) })}</option>`,
  );
}

/** @param best {quantity, sectionId, maxPrice, wheelchair, companions}, which on.set changes by name */
export function bestForm({ best, sections, busy, blocked }, on) {
  const rest = Math.max(0, best.quantity - best.wheelchair);
  const count = (name, label, value, min, max) =>
    html`<div class="field"><span>${label}</span>${stepper(label, value, min, max, (changed) => on.set(name, changed))}</div>`;
  return html`<section class="panel stack">
    <h2 class="h3">${t("seats.bestTitle")}</h2>
    ${count("quantity", t("seats.quantity"), best.quantity, 1, AT_ONCE_MAX)}
    <label class="field">
      <span>${t("seats.section")}</span>
      <select class="input" @change=${(event) => on.set("sectionId", event.target.value)}>
        <option value="">${t("seats.allSections")}</option>
        ${sections
          .filter((one) => one.kind === "seated")
          .map((one) => html`<option value=${one.sectionId} ?selected=${one.sectionId === best.sectionId}>${one.name}</option>`)}
      </select>
    </label>
    <label class="field">
      <span>${t("seats.price")}</span>
      <select class="input" @change=${(event) => on.set("maxPrice", event.target.value)}>
        <option value="">${t("filter.price")}</option>
        ${priceOptions(sections, best.maxPrice)}
      </select>
    </label>
    ${count("wheelchair", t("seats.wheelchairs"), Math.min(best.wheelchair, best.quantity), 0, best.quantity)}
    ${count("companions", t("seats.companions"), Math.min(best.companions, rest), 0, rest)}
    ${button(t("seats.find"), on.find, { busy, disabled: blocked, id: "find" })}
  </section>`;
}

/** @param quantities what is wanted, by section */
export function standingView({ sections, quantities, blocked }, on) {
  return sections
    .filter((one) => one.kind !== "seated")
    .map((one) => {
      const quantity = quantities[one.sectionId] ?? 1;
      return html`<section class="panel stack tight" id="standing-${one.sectionId}">
        <div class="spread">
          <h2 class="h3">${one.name}</h2>
          <span class="number">${one.priceTypes[0] ? money(one.priceTypes[0].price, one.currency) : ""}</span>
        </div>
        <p class="soft small">${one.available ? n("event.left", one.available) : t("event.noneLeft")}</p>
        <div class="row">
          ${stepper(t("seats.quantity"), quantity, 1, AT_ONCE_MAX, (value) => on.quantity(one.sectionId, value))}
          ${button(n("seats.holdStanding", quantity), () => on.hold(one.sectionId, quantity), { disabled: blocked || !one.available })}
        </div>
      </section>`;
    });
}
