// The sale's settings beside what they would mean: each change is simulated at once, and in effect when it is saved.
import { html, nothing } from "lit-html";
import { app } from "../frame/app.js";
import { duration } from "../frame/formats.js";
import { number, t } from "../frame/texts.js";
import { button, ghosts, notice } from "../ui/parts.js";
import { lineChart } from "./charts.js";
import { field, fromField, numberInput, reason, toField, wide } from "./parts.js";
import { promoter } from "./promoter.js";

const SIMULATE_AFTER_MS = 150;
const HOUR_MS = 3600_000;
const CROWD = { lobby: 2000, later: 1000, laterSeconds: 600 };

export function settings({ eventId }) {
  const path = `/promoter/sales/${eventId}`;
  let sale = null;
  let isNew = false;
  let failure = null;
  let saved = false;
  let saving = false;
  let outcome = null;
  let simulating = 0;
  let timer;
  const crowd = {};
  const house = { tickets: null, ticketsPerBuyer: 2, buyerSeconds: 90 };

  load();

  async function load() {
    try {
      sale = await promoter.get(path);
      isNew = false;
    } catch (refused) {
      if (refused.status !== 404) failure = refused;
      isNew = refused.status === 404;
      sale = isNew ? proposal() : null;
    }
    if (sale) changed(false);
    app.update();
  }

  function changed(dirty = true) {
    saved = saved && !dirty;
    clearTimeout(timer);
    timer = setTimeout(simulate, SIMULATE_AFTER_MS);
    app.update();
  }

  async function simulate() {
    if (isNew) return;
    const turn = ++simulating;
    const lanes = sale.lanes.map((lane) => ({ name: lane.name, weight: lane.weight, opensAt: lane.opensAt, ...crowdOf(lane) }));
    const wish = { lanes, admitPerMinute: sale.admitPerMinute, maxActive: sale.maxActive, ...house };
    if (!wish.tickets) delete wish.tickets;
    try {
      const answer = await promoter.post(`${path}/simulate`, wish, { tries: 1 });
      if (turn === simulating) outcome = answer;
    } catch {
      if (turn === simulating) outcome = null;
    }
    app.update();
  }

  function crowdOf(lane) {
    crowd[lane.name] ??= { ...CROWD };
    return crowd[lane.name];
  }

  async function save(submit) {
    submit.preventDefault();
    saving = true;
    failure = null;
    app.update();
    try {
      sale = await promoter.put(path, sale, sale.rowVersion);
      isNew = false;
      saved = true;
      app.say(t("console.saved"));
      changed(false);
    } catch (refused) {
      failure = refused;
    }
    saving = false;
    app.update();
  }

  const set = (key) => (value) => {
    sale[key] = value;
    changed();
  };

  return {
    stop: () => clearTimeout(timer),
    view() {
      if (!sale) return failure ? notice("bad", t("console.refused"), reason(failure)) : ghosts("title", "block", "block");
      return html`<div class="two wide-left">
        <form class="stack" @submit=${save}>
          ${isNew ? notice("", t("console.newSale"), t("console.newSaleText")) : nothing}
          ${times(sale, set)} ${laneEditor(sale, changed)} ${limits(sale, set)}
          ${failure ? notice("bad", t(failure.status === 412 ? "console.stale" : "console.refused"), reason(failure), failure.status === 412 ? button(t("console.reload"), load) : nothing) : nothing}
          ${saved ? notice("good", t("console.saved"), t("console.savedText")) : nothing}
          <div class="row"><button class="button ${saving ? "busy" : ""}" ?disabled=${saving}>${t(isNew ? "console.createSale" : "console.save")}</button></div>
        </form>
        ${isNew ? nothing : simulator({ sale, house, crowdOf, outcome, changed })}
      </div>`;
    },
  };
}

function proposal() {
  const opens = new Date(Math.ceil(Date.now() / HOUR_MS) * HOUR_MS + HOUR_MS);
  return {
    lobbyOpensAt: new Date(opens - HOUR_MS / 2).toISOString(),
    opensAt: opens.toISOString(),
    queued: true,
    lanes: [{ name: "general", weight: 1, tokenRequired: false, sections: [], ticketsMax: 0, maxTicketsPerBuyer: 0 }],
    admitPerMinute: 6000,
    maxActive: 2000,
    leaseSeconds: 60,
    holdSeconds: 600,
    maxTicketsPerBuyer: 8,
    blockSingleSeats: false,
    graceSeconds: 120,
  };
}

function times(sale, set) {
  const time = (key, required) =>
    field(t(`console.field.${key}`), html`<input class="input" type="datetime-local" step="1" ?required=${required} .value=${toField(sale[key])} @change=${(e) => set(key)(fromField(e.target.value))} />`);
  return html`<fieldset class="panel stack">
    <legend class="hidden-but-read">${t("console.times")}</legend>
    <h2 aria-hidden="true">${t("console.times")}</h2>
    <div class="fields">${time("lobbyOpensAt")}${time("opensAt", true)}${time("closesAt")}</div>
    <label class="row"><input type="checkbox" .checked=${sale.queued} @change=${(e) => set("queued")(e.target.checked)} /> ${t("console.field.queued")}</label>
  </fieldset>`;
}

function laneEditor(sale, changed) {
  const add = () => {
    sale.lanes.push({ name: `lane${sale.lanes.length + 1}`, weight: 1, tokenRequired: true, sections: [], ticketsMax: 0, maxTicketsPerBuyer: 0 });
    changed();
  };
  return html`<fieldset class="panel stack">
    <legend class="hidden-but-read">${t("console.lanes")}</legend>
    <h2 aria-hidden="true">${t("console.lanes")}</h2>
    <p class="soft small">${t("console.lanesText")}</p>
    ${sale.lanes.map((lane, at) => laneFields(sale, lane, at, changed))}
    <div class="row">${button(t("console.addLane"), add, { kind: "quiet small" })}</div>
  </fieldset>`;
}

function laneFields(sale, lane, at, changed) {
  const set = (key) => (value) => {
    lane[key] = value;
    changed();
  };
  const remove = () => {
    sale.lanes.splice(at, 1);
    changed();
  };
  const sum = sale.lanes.reduce((weights, other) => weights + other.weight, 0);
  const share = Math.round((100 * lane.weight) / sum);
  return html`<div class="lane stack">
    <div class="fields">
      ${field(t("console.field.laneName"), html`<input class="input" required maxlength="32" pattern="[A-Za-z0-9][A-Za-z0-9_\\-]*" .value=${lane.name} @change=${(e) => set("name")(e.target.value)} />`)}
      <label class="field"><span>${t("console.field.weight", { weight: lane.weight, share })}</span>
        <input type="range" min="1" max="20" .value=${String(Math.min(20, lane.weight))} @input=${(e) => set("weight")(Number(e.target.value))} />
      </label>
    </div>
    <details>
      <summary>${t("console.more")}</summary>
      <div class="fields">
        ${field(t("console.field.laneOpensAt"), html`<input class="input" type="datetime-local" step="1" .value=${toField(lane.opensAt)} @change=${(e) => set("opensAt")(fromField(e.target.value))} />`)}
        ${field(t("console.field.ticketsMax"), numberInput(lane.ticketsMax, 0, 2147483647, set("ticketsMax")), t("console.zeroNone"))}
        ${field(t("console.field.laneMaxTicketsPerBuyer"), numberInput(lane.maxTicketsPerBuyer, 0, 1000, set("maxTicketsPerBuyer")), t("console.zeroSale"))}
        ${field(t("console.field.sections"), html`<input class="input" .value=${lane.sections.join(", ")} @change=${(e) => set("sections")(e.target.value.split(",").map((s) => s.trim()).filter(Boolean))} />`, t("console.sectionsHint"))}
      </div>
      <label class="row"><input type="checkbox" .checked=${lane.tokenRequired} @change=${(e) => set("tokenRequired")(e.target.checked)} /> ${t("console.field.tokenRequired")}</label>
    </details>
    ${sale.lanes.length > 1 ? html`<div class="row">${button(t("console.removeLane", { name: lane.name }), remove, { kind: "plain small" })}</div>` : nothing}
  </div>`;
}

function limits(sale, set) {
  const bound = (key, min, max) => field(t(`console.field.${key}`), numberInput(sale[key], min, max, set(key)));
  return html`<fieldset class="panel stack">
    <legend class="hidden-but-read">${t("console.limits")}</legend>
    <h2 aria-hidden="true">${t("console.limits")}</h2>
    <div class="fields">
      ${bound("admitPerMinute", 1, 10_000_000)}${bound("maxActive", 1, 10_000_000)}${bound("maxTicketsPerBuyer", 1, 1000)}
      ${bound("holdSeconds", 5, 86400)}${bound("leaseSeconds", 5, 3600)}${bound("graceSeconds", 0, 3600)}
    </div>
    <label class="row"><input type="checkbox" .checked=${sale.blockSingleSeats} @change=${(e) => set("blockSingleSeats")(e.target.checked)} /> ${t("console.field.blockSingleSeats")}</label>
  </fieldset>`;
}

function simulator({ sale, house, crowdOf, outcome, changed }) {
  const setHouse = (key) => (value) => {
    house[key] = value;
    changed(false);
  };
  const setCrowd = (lane, key) => (value) => {
    crowdOf(lane)[key] = value;
    changed(false);
  };
  return html`<section class="panel stack beside" aria-labelledby="simulator">
    <h2 id="simulator">${t("console.simulator")}</h2>
    <p class="soft small">${t("console.simulatorText")}</p>
    ${outcome ? results(outcome) : ghosts("block")}
    <details>
      <summary>${t("console.assumptions")}</summary>
      <div class="fields">
        ${field(t("console.field.tickets"), numberInput(house.tickets ?? outcome?.tickets ?? "", 1, 1_000_000, setHouse("tickets")))}
        ${field(t("console.field.ticketsPerBuyer"), numberInput(house.ticketsPerBuyer, 1, 100, setHouse("ticketsPerBuyer")))}
        ${field(t("console.field.buyerSeconds"), numberInput(house.buyerSeconds, 1, 3600, setHouse("buyerSeconds")))}
      </div>
      ${sale.lanes.map(
        (lane) => html`<div class="fields">
          ${field(t("console.field.lobby", { lane: lane.name }), numberInput(crowdOf(lane).lobby, 0, 5_000_000, setCrowd(lane, "lobby")))}
          ${field(t("console.field.later", { lane: lane.name }), numberInput(crowdOf(lane).later, 0, 5_000_000, setCrowd(lane, "later")))}
        </div>`,
      )}
    </details>
  </section>`;
}

function results(outcome) {
  const lines = outcome.lanes.map((lane) => ({
    name: lane.name,
    points: lane.waitQuantiles.map((seconds, at) => [(100 * at) / (lane.waitQuantiles.length - 1), seconds]),
  }));
  const wait = (seconds) => duration(1000 * seconds);
  return html`${lineChart(t("console.chart.waits"), lines, { xText: (x) => `${Math.round(x)} %`, yText: wait })}
    <p class="soft small">${t("console.chart.waitsText")}</p>
    ${wide(
      t("console.chart.waits"),
      html`<table class="table small">
      <thead><tr><th>${t("console.lane")}</th><th class="number">${t("console.waitP50")}</th><th class="number">${t("console.waitP90")}</th><th class="number">${t("console.chance")}</th></tr></thead>
      <tbody>
        ${outcome.lanes.map((lane) => html`<tr><td>${lane.name}</td><td class="number">${wait(lane.waitSeconds.p50)}</td><td class="number">${wait(lane.waitSeconds.p90)}</td><td class="number">${Math.round(100 * lane.chanceOfTicket)} %</td></tr>`)}
      </tbody>
    </table>`,
    )}
    <p>${outcome.soldOutAfterSeconds === null ? t("console.notSoldOut", { sold: number(outcome.sold) }) : t("console.soldOutAfter", { time: wait(outcome.soldOutAfterSeconds) })}
      ${t(`console.mostly.${mostly(outcome.limitedBy)}`)}</p>`;
}

/** What limits admission most of the time. */
function mostly(shares) {
  return Object.entries(shares).sort(([, a], [, b]) => b - a)[0][0];
}
