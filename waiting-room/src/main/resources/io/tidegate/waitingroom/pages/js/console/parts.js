// What the console's parts share: loading with its states, dates as a form wants them, a dialog that asks.
import { html, nothing } from "lit-html";
import { app } from "../frame/app.js";
import { locale, t } from "../frame/texts.js";
import { failed, ghosts } from "../ui/parts.js";

/** Something that is loaded: `value`, or `failure`; `view` draws what there is. */
export function loaded(load) {
  const state = { value: null, failure: null };
  state.again = async () => {
    try {
      state.value = await load();
      state.failure = null;
    } catch (failure) {
      state.failure = failure;
    }
    app.update();
  };
  state.view = (draw) =>
    state.value !== null
      ? draw(state.value)
      : state.failure
        ? failed(state.failure, state.again)
        : ghosts("title", "block", "line");
  state.again();
  return state;
}

/** What a refusal said, in the API's own words where it has some. */
export function reason(failure) {
  return failure.detail || failure.message || t(failure.offline ? "offline.text" : "error.text");
}

/** ISO to what a field for date and time holds, in this browser's zone; and back. */
export function toField(iso) {
  if (!iso) return "";
  const at = new Date(iso);
  return new Date(at - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 19);
}

export function fromField(text) {
  return text ? new Date(text).toISOString() : undefined;
}

export function moment(iso) {
  return new Intl.DateTimeFormat(locale(), { dateStyle: "medium", timeStyle: "short" }).format(new Date(iso));
}

export function field(label, input, hint) {
  return html`<label class="field"><span>${label}</span>${input}${hint ? html`<small class="soft">${hint}</small>` : nothing}</label>`;
}

export function numberInput(value, min, max, onChange, step = 1) {
  return html`<input class="input number" type="number" inputmode="numeric" min=${min} max=${max} step=${step} .value=${String(value)}
    @input=${(e) => e.target.value !== "" && e.target.checkValidity() && onChange(Number(e.target.value))} />`;
}

/** Money in whole units: what a figure on a board is read for. */
export function roundMoney(amount, currency) {
  const format = new Intl.NumberFormat(locale(), { style: "currency", currency });
  const units = amount / 10 ** format.resolvedOptions().maximumFractionDigits;
  return new Intl.NumberFormat(locale(), { style: "currency", currency, maximumFractionDigits: 0 }).format(units);
}

/** A table that may be wider than the screen: it can be moved with the keyboard too. */
export function wide(label, table) {
  return html`<div class="wide-table" tabindex="0" role="region" aria-label=${label}>${table}</div>`;
}

/** A figure with its name. */
export function tile(label, value, more = nothing, kind = "") {
  return html`<div class="tile ${kind}"><span class="soft small">${label}</span><b class="number">${value}</b>${more === nothing ? nothing : html`<span class="soft small">${more}</span>`}</div>`;
}

/** Asks in a dialog; `content` is drawn in it. Resolves to whether it was confirmed. */
export function ask(id, title, content, confirm, onConfirm, kind = "") {
  return html`<dialog class="dialog" id=${id} aria-labelledby="${id}-title">
    <form method="dialog" class="stack">
      <h2 id="${id}-title">${title}</h2>
      ${content}
      <div class="row">
        <button class="button ${kind}" value="yes" @click=${onConfirm}>${confirm}</button>
        <button class="button quiet" value="no">${t("console.goBack")}</button>
      </div>
    </form>
  </dialog>`;
}

/** Opens such a dialog, once what it says is drawn. */
export function show(id) {
  app.update();
  requestAnimationFrame(() => requestAnimationFrame(() => document.getElementById(id).showModal()));
}
