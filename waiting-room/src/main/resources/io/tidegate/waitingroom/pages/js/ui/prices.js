// What sections cost, all in, and what is left of them.
import { html, nothing } from "lit-html";
import { money } from "../frame/formats.js";
import { n, t } from "../frame/texts.js";

/** The name of a price type: ours where we know it, else the promoter's word. */
export function priceTypeName(priceType) {
  const key = `priceType.${priceType}`;
  const known = t(key);
  return known === key ? priceType : known;
}

/** Dearest first: the sections as bands of one price. */
export function bands(sections) {
  return [...sections].sort((a, b) => top(b) - top(a));
}

function top(section) {
  return Math.max(0, ...section.priceTypes.map((type) => type.price));
}

/** @param full with the parts of each price */
export function priceBands(sections, full = true) {
  return html`<ul class="bands">
    ${bands(sections).map(
      (section) => html`<li>
        <div class="spread">
          <b>${section.name}</b>
          <span class="number">${section.priceTypes.length ? money(top(section), section.currency) : t("event.noPrice")}</span>
        </div>
        ${left(section)} ${full && section.priceTypes.length ? parts(section) : nothing}
      </li>`,
    )}
  </ul>`;
}

function left(section) {
  const share = section.capacity ? section.available / section.capacity : 0;
  const level = section.available === 0 ? "none" : share < 0.15 ? "few" : "many";
  const text = section.available === 0 ? t("event.noneLeft") : n("event.left", section.available);
  return html`<div class="left ${level}">
    <meter min="0" max=${section.capacity} .value=${section.available} aria-label=${t("event.leftOf", { section: section.name })}></meter>
    <span class="small">${text}</span>
  </div>`;
}

function parts(section) {
  return html`<details class="small">
    <summary>${t("event.included")}</summary>
    <ul class="soft">
      ${section.priceTypes.map(
        ({ priceType, price, breakdown }) =>
          html`<li class="spread">
            <span>${priceTypeName(priceType)}</span>
            <span>
              ${t("event.breakdown", {
                price: money(price, section.currency),
                face: money(breakdown.face, section.currency),
                fees: money(breakdown.fees, section.currency),
                tax: money(breakdown.tax, section.currency),
              })}
            </span>
          </li>`,
      )}
    </ul>
  </details>`;
}
