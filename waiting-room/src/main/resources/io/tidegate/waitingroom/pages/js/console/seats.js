// Seats out of the sale and back into it; and the event itself, at another time or cancelled. Each first says what it
// does to whom.
import { html, nothing } from "lit-html";
import { app } from "../frame/app.js";
import { number, t } from "../frame/texts.js";
import { button, ghosts, notice } from "../ui/parts.js";
import { house, STATES } from "./house.js";
import { ask, field, fromField, loaded, moment, numberInput, reason, show, toField } from "./parts.js";
import { promoter } from "./promoter.js";

/** What each order takes, and what it leaves as it is. */
const TAKES = { block: "available", unblock: "blocked" };

export function seats({ eventId }) {
  const path = `/promoter/events/${eventId}`;
  const map = house(eventId, app.update);
  const event = loaded(() => promoter.get(path));
  const wish = { section: 0, row: "", from: 1, to: 1, places: 10 };
  const times = {};
  let asked = null;
  let done = "";
  let refused = null;

  const section = () => map.plan.sections[wish.section];
  const row = () => section().rows[wish.row];

  /** The numbers of the tickets that are meant; of standing places, as many as are wanted of those in this state. */
  function meant(state) {
    const { firstTicketNo, capacity, rows } = section();
    if (!rows.length) return map.inState(state, firstTicketNo, capacity).slice(0, wish.places);
    if (wish.row === "") return range(firstTicketNo, capacity);
    const { firstTicketNo: first, firstSeat, seats: many } = row();
    return range(first, many).slice(Math.max(0, wish.from - firstSeat), Math.max(0, wish.to - firstSeat + 1));
  }

  function choose(change) {
    Object.assign(wish, change);
    done = "";
    map.mark(meant(TAKES.block));
    app.update();
  }

  function chooseRow(value) {
    choose({ row: value });
    if (value !== "") choose({ from: row().firstSeat, to: row().firstSeat + row().seats - 1 });
  }

  function prepare(what) {
    asked = what;
    refused = null;
    show("order");
  }

  async function prepareCancel() {
    try {
      prepare({ order: "cancel", ...(await promoter.post(`${path}/cancel?dryRun`)) });
    } catch (failure) {
      refused = failure;
      app.update();
    }
  }

  const orders = {
    block: ({ nos }) => promoter.post(`${path}/block`, { ticketIds: nos.map(map.ticketId) }).then((answer) => t("console.done.block", { n: number(answer.blocked) })),
    unblock: ({ nos }) => promoter.post(`${path}/unblock`, { ticketIds: nos.map(map.ticketId) }).then((answer) => t("console.done.unblock", { n: number(answer.unblocked) })),
    reschedule: () => promoter.post(`${path}/reschedule`, times).then(() => t("console.done.reschedule")),
    cancel: () => promoter.post(`${path}/cancel`).then((answer) => t("console.done.cancel", { n: number(answer.ordersToRefund) })),
  };

  async function give() {
    try {
      done = await orders[asked.order](asked);
      app.say(done);
      await event.again();
    } catch (failure) {
      refused = failure;
    }
    app.update();
  }

  function choice() {
    const standing = !section().rows.length;
    return html`<div class="fields">
      ${field(t("seats.section"), html`<select class="input" @change=${(e) => choose({ section: Number(e.target.value), row: "" })}>
        ${map.plan.sections.map((one, at) => html`<option value=${at} ?selected=${at === wish.section}>${one.name}</option>`)}
      </select>`)}
      ${standing
        ? field(t("console.field.places"), numberInput(wish.places, 1, section().capacity, (places) => choose({ places })))
        : field(t("console.row"), html`<select class="input" @change=${(e) => chooseRow(e.target.value)}>
            <option value="">${t("console.allRows")}</option>
            ${section().rows.map((one, at) => html`<option value=${at} ?selected=${String(at) === wish.row}>${one.row}</option>`)}
          </select>`)}
      ${standing || wish.row === "" ? nothing : html`${field(t("console.fromSeat"), numberInput(wish.from, 0, 100_000, (from) => choose({ from })))} ${field(t("console.toSeat"), numberInput(wish.to, 0, 100_000, (to) => choose({ to })))}`}
    </div>`;
  }

  function seatPart() {
    if (!map.ready) return ghosts("line", "block");
    const nos = { block: meant(TAKES.block), unblock: meant(TAKES.unblock) };
    const counts = map.count(nos.block);
    const able = (order) => map.count(nos[order])[TAKES[order]] > 0;
    return html`<p class="soft">${t("console.seatsText")}</p>
      ${choice()}
      <p>${t("console.chosenSeats", { n: number(nos.block.length) })} ${STATES.filter((state) => counts[state]).map((state) => html`<span class="tag">${number(counts[state])} ${t(`console.seat.${state}`)}</span> `)}</p>
      <div class="row">
        ${Object.keys(TAKES).map((order) => button(t(`console.order.${order}`), () => prepare({ order, nos: nos[order] }), { kind: "quiet", disabled: !able(order) }))}
      </div>`;
  }

  function timePart({ startTime, endTime }) {
    times.startTime ??= startTime;
    times.endTime ??= endTime;
    const time = (key) => field(t(`console.field.${key}`), html`<input class="input" type="datetime-local" step="1" required .value=${toField(times[key])} @change=${(e) => (times[key] = fromField(e.target.value))} />`);
    const submit = (send) => {
      send.preventDefault();
      prepare({ order: "reschedule" });
    };
    return html`<form class="stack" @submit=${submit}>
      <div class="fields">${time("startTime")}${time("endTime")}</div>
      <div class="row"><button class="button quiet">${t("console.order.reschedule")}</button></div>
    </form>`;
  }

  /** What it would do, in the dialog that asks. */
  function effects() {
    const { order, nos } = asked;
    if (order === "cancel") {
      return html`<p>${t("console.cancelText")}</p>
        <dl class="facts">
          <div><dt>${t("console.affects.liveHolds")}</dt><dd class="number">${number(asked.holdsEnded)}</dd></div>
          <div><dt>${t("console.affects.refunds")}</dt><dd class="number">${number(asked.ordersToRefund)}</dd></div>
        </dl>`;
    }
    if (order === "reschedule") return html`<p>${t("console.rescheduleText", { time: moment(times.startTime) })}</p>`;
    const counts = map.count(nos);
    const left = nos.length - counts[TAKES[order]];
    return html`<p>${t(`console.${order}Text`, { n: number(counts[TAKES[order]]) })} ${left ? t(`console.${order}Left`, { n: number(left) }) : nothing}</p>`;
  }

  return {
    stop: map.stop,
    view: () => html`
      ${refused ? notice("bad", t("console.refused"), reason(refused)) : nothing} ${done ? notice("good", "", done) : nothing}
      <section class="panel stack"><h2>${t("console.seatsTitle")}</h2>${seatPart()}${map.view()}</section>
      <div class="two">
        <section class="panel stack"><h2>${t("console.timeTitle")}</h2>${event.view(timePart)}</section>
        <section class="panel stack">
          <h2>${t("console.cancelTitle")}</h2>
          <p class="soft">${t("console.cancelSoft")}</p>
          <div class="row">${button(t("console.order.cancel"), prepareCancel, { kind: "quiet danger" })}</div>
        </section>
      </div>
      ${asked ? ask("order", t(`console.order.${asked.order}`), effects(), t(`console.confirm.${asked.order}`), give, asked.order === "cancel" ? "danger" : "") : nothing}
    `,
  };
}

function range(first, many) {
  return Array.from({ length: many }, (_, at) => first + at);
}
