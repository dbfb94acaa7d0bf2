// The catalogue: venues with their template, performers, events; each as a list and a form to add one.
import { html, nothing } from "lit-html";
import { app } from "../frame/app.js";
import { go } from "../frame/router.js";
import { number, t } from "../frame/texts.js";
import { button, notice, pills } from "../ui/parts.js";
import { eventForm } from "./eventform.js";
import { field, loaded, moment, reason, wide } from "./parts.js";
import { promoter } from "./promoter.js";
import { venueForm } from "./venueform.js";

const KINDS = ["events", "venues", "performers"];
const IDS = { events: "eventId", venues: "venueId", performers: "performerId" };
const STEP = 50;

export function catalogue() {
  let kind = "events";
  let adding = false;
  let failure = null;
  let shown = STEP;
  const justAdded = new Set();
  const lists = Object.fromEntries(KINDS.map((name) => [name, loaded(() => promoter.all(`/promoter/${name}`, name))]));

  function choose(value) {
    kind = value;
    adding = false;
    shown = STEP;
    failure = null;
    app.update();
  }

  async function add(body) {
    failure = null;
    try {
      const made = await promoter.post(`/promoter/${kind}`, body);
      adding = false;
      app.say(t("console.saved"));
      if (kind === "events") return go(`/console/sales/${made.eventId}/settings`);
      justAdded.add(made[IDS[kind]]);
      await lists[kind].again();
    } catch (refused) {
      failure = refused;
    }
    app.update();
  }

  const forms = {
    events: eventForm(add, () => ({ venues: lists.venues.value ?? [], performers: lists.performers.value ?? [] })),
    venues: venueForm(add),
    performers: performerForm(add),
  };

  function open() {
    adding = true;
    app.update();
  }

  function more() {
    shown += STEP;
    app.update();
  }

  function list(rows) {
    if (!rows.length) return html`<p class="soft">${t("console.nothingYet")}</p>`;
    // What was just added stands first: on a long list nobody would find it.
    const isNew = (row) => justAdded.has(row[IDS[kind]]);
    const ordered = [...rows].sort((one, other) => isNew(other) - isNew(one));
    return html`${TABLES[kind](ordered.slice(0, shown))}
      ${rows.length > shown ? html`<div class="row center">${button(t("search.more"), more, { kind: "quiet" })}</div>` : nothing}`;
  }

  return {
    view: () => html`<div class="spread wrap">
        ${pills(t("console.part.catalogue"), KINDS.map((name) => [name, t(`console.${name}`)]), kind, choose)}
        ${adding ? nothing : button(t(`console.add.${kind}`), open)}
      </div>
      ${adding ? forms[kind].view() : nothing} ${failure ? notice("bad", t("console.refused"), reason(failure)) : nothing}
      ${lists[kind].view(list)}`,
  };
}

const TABLES = {
  events: (rows) =>
    table([t("console.event"), t("console.starts")], rows, (event) => [html`<a href="/console/sales/${event.eventId}/settings">${event.eventName}</a>`, moment(event.startTime)]),
  venues: (rows) =>
    table([t("console.venue"), t("filter.city"), t("console.capacity")], rows, (venue) => [venue.venueName, venue.venueLocation?.city ?? "", number(venue.capacity)]),
  performers: (rows) => table([t("console.performer"), t("filter.type")], rows, (one) => [one.performerName, one.performerType]),
};

function table(heads, rows, cells) {
  const rowsAndHeads = html`<table class="table">
    <thead><tr>${heads.map((head) => html`<th>${head}</th>`)}</tr></thead>
    <tbody>${rows.map((row) => html`<tr>${cells(row).map((cell) => html`<td>${cell}</td>`)}</tr>`)}</tbody>
  </table>`;
  return wide(heads[0], rowsAndHeads);
}

function performerForm(add) {
  const wish = { performerName: "", performerType: "" };
  const submit = (event) => {
    event.preventDefault();
    add(wish);
  };
  return {
    view: () => html`<form class="panel stack" @submit=${submit}>
      <div class="fields">
        ${field(t("console.field.name"), html`<input class="input" required maxlength="200" .value=${wish.performerName} @input=${(e) => (wish.performerName = e.target.value)} />`)}
        ${field(t("filter.type"), html`<input class="input" required maxlength="50" placeholder="band" .value=${wish.performerType} @input=${(e) => (wish.performerType = e.target.value)} />`)}
      </div>
      <div class="row"><button class="button">${t("console.save")}</button></div>
    </form>`,
  };
}
