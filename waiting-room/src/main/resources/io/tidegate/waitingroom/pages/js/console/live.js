// The sale second by second: figures, what limits it, charts of the last minutes, the house, and the orders one may give.
import { html, nothing } from "lit-html";
import { app } from "../frame/app.js";
import { clock } from "../frame/clock.js";
import { duration } from "../frame/formats.js";
import { has, locale, number, t } from "../frame/texts.js";
import { ghosts, notice } from "../ui/parts.js";
import { lineChart, shareBar } from "./charts.js";
import { controls } from "./controls.js";
import { follow } from "./feed.js";
import { house } from "./house.js";
import { moment, reason, roundMoney, tile, wide } from "./parts.js";

const KEPT = 600;

export function live({ eventId }) {
  let now = null;
  let lost = null;
  const kept = [];
  const orders = controls(eventId);
  const map = house(eventId);
  const stop = follow(
    `/promoter/sales/${eventId}/stream`,
    (figures) => {
      now = figures;
      kept.push({ ...figures, at: Date.parse(figures.at) });
      if (kept.length > KEPT) kept.shift();
      if (!document.hidden) app.update();
    },
    (failure) => {
      lost = failure;
      app.update();
    },
  );
  return {
    stop() {
      stop();
      map.stop();
    },
    view() {
      if (lost?.status === 404) return notice("", t("console.noSale"), t("console.noSaleText"), html`<a class="button" href="/console/sales/${eventId}/settings">${t("console.part.settings")}</a>`);
      if (!now) return lost ? notice("warn", t("console.live.lost"), reason(lost)) : ghosts("block", "line", "block");
      return html`
        ${lost ? notice("warn", t("console.live.lost"), t("console.live.lostText")) : nothing}
        ${headline(now, orders)} ${tiles(now)} ${forecast(now)}
        <section class="stack">
          ${shareBar(t("console.tickets"), [
            { name: t("console.sold"), value: now.sold ?? 0, kind: "share-sold" },
            { name: t("console.held"), value: now.held ?? 0, kind: "share-held" },
            { name: t("console.left"), value: now.left ?? 0, kind: "share-left" },
          ])}
        </section>
        <div class="two">
          <section class="panel stack"><h2>${t("console.chart.waiting")}</h2>${waitingChart(kept)}${laneTable(now)}</section>
          <section class="panel stack"><h2>${t("console.chart.rates")}</h2>${ratesChart(kept)}</section>
        </div>
        <section class="panel stack"><h2>${t("console.house")}</h2>${map.view()}</section>
      `;
    },
  };
}

function headline(now, orders) {
  return html`<section class="panel stack" aria-label=${t("console.part.live")}>
    <div class="spread wrap">
      <p><span class="tag ${now.state === "open" ? "good" : "warn"}">${t(`console.state.${now.state}`)}</span></p>
      ${orders.view()}
    </div>
    <p><b>${t("console.limitedBy")}</b> ${limit(now)}</p>
  </section>`;
}

/** In this page's language; a limit that is new to it in the API's words. */
function limit({ limitedBy, limitedBySentence }) {
  const key = `console.limit.${limitedBy}`;
  return has(key) ? t(key) : (limitedBySentence ?? "–");
}

function tiles(now) {
  const figure = (value) => (value === undefined || value === null ? "–" : number(value));
  return html`<div class="tiles">
    ${tile(t("console.waiting"), figure(now.waiting))}
    ${tile(t("console.active"), figure(now.active), now.activeMax ? t("console.of", { n: number(now.activeMax) }) : nothing)}
    ${tile(t("console.admittedPerMinute"), figure(now.admittedPerMinute), now.admitPerMinute ? t("console.of", { n: number(now.admitPerMinute) }) : nothing)}
    ${tile(t("console.reservedPerMinute"), figure(now.reservedPerMinute))}
    ${tile(t("console.sold"), figure(now.sold))} ${tile(t("console.held"), figure(now.held))} ${tile(t("console.left"), figure(now.left))}
    ${tile(t("console.revenue"), now.currency ? roundMoney(now.revenue ?? 0, now.currency) : "–", now.orders !== undefined ? t("console.orders", { n: number(now.orders) }) : nothing)}
    ${tile(t("console.writerLag"), now.writerLagMs === undefined ? "–" : `${number(now.writerLagMs)} ms`, now.writerLagCommands ? t("console.commands", { n: number(now.writerLagCommands) }) : nothing, now.writerLagMs > 2000 ? "warn" : "")}
    ${tile(t("console.commitP99"), now.commitP99Ms === undefined ? "–" : `${number(now.commitP99Ms)} ms`)}
    ${tile(t("console.etaError"), now.etaErrorPercent === undefined ? "–" : `±${number(now.etaErrorPercent)} %`)}
    ${tile(t("console.noShows"), figure(now.noShows))}
  </div>`;
}

function forecast(now) {
  if (!now.notSoldOutBefore) return nothing;
  const until = Date.parse(now.notSoldOutBefore) - clock.now();
  return html`<p>
    ${t("console.notSoldOutBefore", { time: moment(now.notSoldOutBefore), in: duration(until) })}
    ${now.soldOutExpectedAt ? t("console.soldOutExpected", { time: moment(now.soldOutExpectedAt) }) : nothing}
  </p>`;
}

function waitingChart(kept) {
  const names = [...new Set(kept.flatMap((one) => (one.lanes ?? []).map((lane) => lane.name)))];
  return lineChart(
    t("console.chart.waiting"),
    names.map((name) => ({
      name,
      points: kept.map((one) => [one.at, one.lanes?.find((lane) => lane.name === name)?.waiting ?? 0]),
    })),
    { xText: clockTime, time: true },
  );
}

function ratesChart(kept) {
  const line = (key) => ({ name: t(`console.${key}`), points: kept.filter((one) => one[key] !== undefined).map((one) => [one.at, one[key]]) });
  return lineChart(t("console.chart.rates"), [line("admittedPerMinute"), line("reservedPerMinute"), line("soldPerMinute")], { xText: clockTime, time: true });
}

function clockTime(ms) {
  return new Date(ms).toLocaleTimeString(locale(), { hour: "2-digit", minute: "2-digit", second: "2-digit" });
}

function laneTable(now) {
  const table = html`<table class="table small">
    <thead><tr><th>${t("console.lane")}</th><th class="number">${t("console.waiting")}</th><th class="number">${t("console.admitted")}</th><th class="number">${t("console.perMinute")}</th><th class="number">${t("console.newcomer")}</th></tr></thead>
    <tbody>
      ${(now.lanes ?? []).map(
        (lane) => html`<tr>
          <td>${lane.name}</td><td class="number">${number(lane.waiting)}</td><td class="number">${number(lane.admitted)}</td>
          <td class="number">${number(lane.admittedPerMinute)}</td>
          <td class="number">${lane.newcomer ? `${duration(1000 * lane.newcomer.p50Seconds)} – ${duration(1000 * lane.newcomer.p90Seconds)}` : "–"}</td>
        </tr>`,
      )}
    </tbody>
  </table>`;
  return wide(t("console.lanes"), table);
}
