// Small parts that many pages are made of.
import { html, nothing } from "lit-html";
import { t } from "../frame/texts.js";

/** What happened and what to do now. `kind`: "", good, warn, bad; an alert is read out at once. */
export function notice(kind, title, text, actions = nothing) {
  return html`<div class="notice ${kind}" role=${kind === "bad" || kind === "warn" ? "alert" : "status"}>
    ${title ? html`<strong>${title}</strong>` : nothing} ${text ? html`<p>${text}</p>` : nothing}
    ${actions === nothing ? nothing : html`<div class="row">${actions}</div>`}
  </div>`;
}

/** A page or part that has nothing to show. */
export function empty(title, text, action = nothing) {
  return html`<div class="empty">
    <svg class="mark" viewBox="0 0 64 40" aria-hidden="true" fill="none" stroke="currentColor" stroke-width="3" stroke-linecap="round">
      <path d="M4 12c9 0 9 6 18 6s9-6 18-6 9 6 20 6M4 26c9 0 9 6 18 6s9-6 18-6 9 6 20 6"></path>
    </svg>
    <h2>${title}</h2>
    ${text ? html`<p class="soft">${text}</p>` : nothing} ${action}
  </div>`;
}

/** Why something could not be shown, with a way to try again. */
export function failed(failure, retry) {
  const key = failure.offline ? "offline" : failure.status === 404 ? "notFound" : "error";
  const button = html`<button class="button" @click=${retry}>${t("action.retry")}</button>`;
  const home = html`<a class="button" href="/">${t("action.home")}</a>`;
  return empty(t(`${key}.title`), t(`${key}.text`), key === "notFound" ? home : button);
}

/** Stands where something will be. */
export function ghosts(...kinds) {
  return html`<div class="stack" aria-hidden="true">${kinds.map((kind) => html`<span class="ghost ${kind}"></span>`)}</div>
    <p class="hidden-but-read" role="status">${t("loading")}</p>`;
}

export function button(label, onClick, { kind = "", busy = false, disabled = false, id } = {}) {
  return html`<button
    type="button"
    id=${id ?? nothing}
    class="button ${kind} ${busy ? "busy" : ""}"
    ?disabled=${disabled}
    aria-disabled=${busy ? "true" : nothing}
    @click=${busy ? nothing : onClick}
  >
    ${label}
  </button>`;
}

/** A number between bounds, changed by one. */
export function stepper(label, value, min, max, onChange) {
  const step = (by) => () => onChange(Math.min(max, Math.max(min, value + by)));
  return html`<div class="stepper" role="group" aria-label=${label}>
    <button type="button" aria-label=${t("action.fewer")} ?disabled=${value <= min} @click=${step(-1)}>−</button>
    <output aria-live="polite">${value}</output>
    <button type="button" aria-label=${t("action.more")} ?disabled=${value >= max} @click=${step(1)}>+</button>
  </div>`;
}

/** One of several, as pills; `choices` are [value, label]. */
export function pills(label, choices, chosen, onChoose) {
  return html`<div class="pills" role="group" aria-label=${label}>
    ${choices.map(
      ([value, text]) =>
        html`<button type="button" class="pill" aria-pressed=${value === chosen} @click=${() => onChoose(value)}>${text}</button>`,
    )}
  </div>`;
}
