// The sale afterwards: what came of it, how long each lane waited, where buyers were lost, and all of it as CSV.
import { html, nothing } from "lit-html";
import { duration, timeOfDay } from "../frame/formats.js";
import { number, t } from "../frame/texts.js";
import { button } from "../ui/parts.js";
import { funnel, lineChart } from "./charts.js";
import { loaded, moment, roundMoney, tile, wide } from "./parts.js";
import { promoter } from "./promoter.js";

const STEPS = ["joined", "admitted", "reserved", "paid", "captured"];

export function report({ eventId }) {
  const path = `/promoter/sales/${eventId}/report`;
  const known = loaded(() => promoter.get(path));
  const csv = () => promoter.download(`${path}?format=csv`, `report-${eventId}.csv`);
  return {
    view: () =>
      known.view(
        (sale) => html`
          <div class="row">${button(t("console.csv"), csv, { kind: "quiet" })} ${button(t("console.reload"), known.again, { kind: "plain" })}</div>
          ${tiles(sale)}
          <div class="two">
            <section class="panel stack"><h2>${t("console.steps")}</h2>${funnel(steps(sale))}</section>
            <section class="panel stack"><h2>${t("console.waits")}</h2>${lanes(sale)}</section>
          </div>
          <section class="panel stack"><h2>${t("console.course")}</h2>${course(sale)}</section>
        `,
      ),
  };
}

const percent = (share) => `${Math.round(1000 * share) / 10} %`;

function tiles({ sellThrough, tickets, money: sums, currency, etaError, holds }) {
  return html`<div class="tiles">
    ${tile(t("console.sellThrough"), percent(sellThrough), t("console.ofTickets", { sold: number(tickets.sold), all: number(tickets.capacity) }))}
    ${tile(t("console.revenue"), roundMoney(sums.revenue, currency), t("console.orders", { n: number(sums.orders) }))}
    ${tile(t("console.captured"), roundMoney(sums.captured, currency))} ${tile(t("console.refunded"), roundMoney(sums.refunded, currency))}
    ${tile(t("console.expired"), number(holds.expired ?? 0))}
    ${tile(t("console.etaWithin"), etaError.checks ? percent(etaError.withinP90) : "–", etaError.checks ? t("console.etaRatio", { ratio: number(Math.round(100 * etaError.ratioP50) / 100), n: number(etaError.checks) }) : nothing)}
  </div>`;
}

function steps({ steps: counts, dropOff }) {
  return STEPS.map((key) => ({
    name: t(`console.step.${key}`),
    value: counts[key],
    text: dropOff[key] ? `−${percent(dropOff[key])}` : "",
  }));
}

function lanes({ lanes: all }) {
  const wait = (seconds) => duration(1000 * seconds);
  const table = html`<table class="table small">
    <thead><tr><th>${t("console.lane")}</th><th class="number">${t("console.step.admitted")}</th><th class="number">${t("console.waitP50")}</th><th class="number">${t("console.waitP90")}</th><th class="number">${t("console.waitMax")}</th><th class="number">${t("console.sold")}</th></tr></thead>
    <tbody>
      ${all.map(
        (lane) => html`<tr><td>${lane.name}</td><td class="number">${number(lane.steps.admitted)}</td><td class="number">${wait(lane.waitSeconds.p50)}</td><td class="number">${wait(lane.waitSeconds.p90)}</td><td class="number">${wait(lane.waitSeconds.max)}</td><td class="number">${number(lane.ticketsSold)}</td></tr>`,
      )}
    </tbody>
  </table>`;
  return wide(t("console.waits"), table);
}

function course({ minutes, lanes: all }) {
  if (minutes.length < 2) return html`<p class="soft">${t("console.courseShort")}</p>`;
  const line = (name, value) => ({ name, points: minutes.map((minute) => [Date.parse(minute.at), value(minute)]) });
  const waiting = all.map((lane) => line(`${t("console.waiting")}: ${lane.name}`, (minute) => minute.waiting[lane.name] ?? 0));
  return lineChart(t("console.course"), [...waiting, line(t("console.ordersPerMinute"), (minute) => minute.orders)], {
    xText: (ms) => timeOfDay(new Date(ms).toISOString()),
    time: true,
  });
}
