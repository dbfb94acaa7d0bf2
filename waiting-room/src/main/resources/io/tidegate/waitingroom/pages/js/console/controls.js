// Pause, resume, drain, close: each first says what it does to whom.
import { html, nothing } from "lit-html";
import { app } from "../frame/app.js";
import { number, t } from "../frame/texts.js";
import { button, notice } from "../ui/parts.js";
import { ask, reason, show } from "./parts.js";
import { promoter } from "./promoter.js";

const POSSIBLE = {
  active: ["pause", "drain", "close"],
  paused: ["resume", "drain", "close"],
  draining: ["resume", "pause", "close"],
  closed: [],
};

export function controls(eventId, onDone = () => {}) {
  let control = null;
  let asked = null;
  let refused = null;

  promoter.get(`/promoter/sales/${eventId}`).then(
    (sale) => {
      control = sale.control;
      app.update();
    },
    () => {},
  );

  async function prepare(order) {
    refused = null;
    try {
      asked = await promoter.post(`/promoter/sales/${eventId}/${order}?dryRun`);
      show("order");
    } catch (failure) {
      refused = failure;
      app.update();
    }
  }

  async function give() {
    try {
      const sale = await promoter.post(`/promoter/sales/${eventId}/${asked.order}`);
      control = sale.control;
      app.say(t(`console.done.${asked.order}`));
      onDone(sale);
    } catch (failure) {
      refused = failure;
    }
    app.update();
  }

  return {
    view: () => html`<div class="row">
        ${(POSSIBLE[control] ?? []).map((order) => button(t(`console.order.${order}`), () => prepare(order), { kind: order === "close" ? "quiet danger" : "quiet" }))}
      </div>
      ${refused ? notice("bad", t("console.refused"), reason(refused)) : nothing}
      ${asked ? ask("order", t(`console.order.${asked.order}`), effects(asked), t(`console.confirm.${asked.order}`), give, asked.order === "close" ? "danger" : "") : nothing}`,
  };
}

function effects({ order, from, to, affects }) {
  return html`<p>${t(from === to ? "console.effect.none" : `console.effect.${order}`)}</p>
    <dl class="facts">
      ${["waiting", "active", "liveHolds", "orders", "ticketsAvailable"]
        .filter((key) => affects[key] !== undefined)
        .map((key) => html`<div><dt>${t(`console.affects.${key}`)}</dt><dd class="number">${number(affects[key])}</dd></div>`)}
    </dl>`;
}
