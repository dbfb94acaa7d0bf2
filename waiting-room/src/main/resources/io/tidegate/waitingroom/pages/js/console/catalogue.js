// The catalogue: venues with their template, performers, events; each as a list and a form to add or change one.
import { html, nothing } from "lit-html";
import { app } from "../frame/app.js";
import { go } from "../frame/router.js";
import { number, t } from "../frame/texts.js";
import { button, notice, pills } from "../ui/parts.js";
import { eventForm } from "./eventform.js";
import { ask, loaded, moment, reason, show, wide } from "./parts.js";
import { performerForm } from "./performerform.js";
import { promoter } from "./promoter.js";
import { venueForm } from "./venueform.js";

const KINDS = ["events", "venues", "performers"];
const IDS = { events: "eventId", venues: "venueId", performers: "performerId" };
const NAMES = { events: "eventName", venues: "venueName", performers: "performerName" };
const STEP = 50;

export function catalogue() {
  let kind = "events";
  let form = null;
  let edited = null;
  let failure = null;
  let shown = STEP;
  const touched = new Set();
  const lists = Object.fromEntries(KINDS.map((name) => [name, loaded(() => promoter.all(`/promoter/${name}`, name))]));
  const known = () => ({ venues: lists.venues.value ?? [], performers: lists.performers.value ?? [] });
  const forms = { events: (row) => eventForm(save, known, row), venues: (row) => venueForm(save, row), performers: (row) => performerForm(save, row) };

  function choose(value) {
    kind = value;
    shown = STEP;
    close();
  }

  function close() {
    form = edited = failure = null;
    app.update();
  }

  /** The form for this one; for a new one without. */
  function open(row = null) {
    edited = row;
    failure = null;
    form = forms[kind](row);
    app.update();
    requestAnimationFrame(() => requestAnimationFrame(() => document.querySelector("#main form .input")?.focus()));
  }

  const path = () => `/promoter/${kind}${edited ? `/${edited[IDS[kind]]}` : ""}`;

  async function save(body) {
    await attempt(async () => {
      const made = edited ? await promoter.put(path(), body, edited.rowVersion) : await promoter.post(path(), body);
      app.say(t("console.saved"));
      if (kind === "events" && !edited) return go(`/console/sales/${made.eventId}/settings`);
      touched.add(made[IDS[kind]]);
    });
  }

  async function remove() {
    await attempt(() => promoter.del(path(), edited.rowVersion));
  }

  async function attempt(change) {
    failure = null;
    try {
      await change();
      form = edited = null;
      await lists[kind].again();
    } catch (refused) {
      failure = refused;
    }
    app.update();
  }

  /** Somebody else was quicker: their version in the form. */
  async function again() {
    const id = edited[IDS[kind]];
    await lists[kind].again();
    const row = lists[kind].value?.find((one) => one[IDS[kind]] === id);
    if (row) open(row);
    else close();
  }

  function more() {
    shown += STEP;
    app.update();
  }

  function list(rows) {
    if (!rows.length) return html`<p class="soft">${t("console.nothingYet")}</p>`;
    // What was just added or changed stands first: on a long list nobody would find it.
    const isTouched = (row) => touched.has(row[IDS[kind]]);
    const ordered = [...rows].sort((one, other) => isTouched(other) - isTouched(one));
    return html`${table(kind, ordered.slice(0, shown), open)}
      ${rows.length > shown ? html`<div class="row center">${button(t("search.more"), more, { kind: "quiet" })}</div>` : nothing}`;
  }

  function formView() {
    const name = edited?.[NAMES[kind]];
    const stale = failure?.status === 412;
    return html`<section class="panel stack">
      <h2>${edited ? name : t(`console.add.${kind}`)}</h2>
      ${form.view()}
      ${failure ? notice("bad", t(stale ? "console.stale" : "console.refused"), reason(failure), stale ? button(t("console.reload"), again) : nothing) : nothing}
      <div class="row">
        ${button(t("action.cancel"), close, { kind: "quiet small" })}
        ${edited ? button(t("console.delete"), () => show("delete"), { kind: "quiet small danger" }) : nothing}
      </div>
      ${edited ? ask("delete", t("console.deleteTitle", { name }), html`<p>${t(`console.deleteText.${kind}`)}</p>`, t("console.delete"), remove, "danger") : nothing}
    </section>`;
  }

  return {
    view: () => html`<div class="spread wrap">
        ${pills(t("console.part.catalogue"), KINDS.map((name) => [name, t(`console.${name}`)]), kind, choose)}
        ${form ? nothing : button(t(`console.add.${kind}`), () => open())}
      </div>
      ${form ? formView() : nothing} ${lists[kind].view(list)}`,
  };
}

const COLUMNS = {
  events: () => [
    [t("console.event"), (event) => html`<a href="/console/sales/${event.eventId}/settings">${event.eventName}</a>`],
    [t("console.starts"), (event) => moment(event.startTime)],
  ],
  venues: () => [
    [t("console.venue"), (venue) => venue.venueName],
    [t("filter.city"), (venue) => venue.venueLocation?.city ?? ""],
    [t("console.capacity"), (venue) => number(venue.capacity)],
  ],
  performers: () => [
    [t("console.performer"), (one) => one.performerName],
    [t("filter.type"), (one) => one.performerType],
  ],
};

function table(kind, rows, edit) {
  const columns = COLUMNS[kind]();
  const change = (row) =>
    html`<button type="button" class="button plain small" aria-label=${t("console.editOf", { name: row[NAMES[kind]] })} @click=${() => edit(row)}>${t("console.edit")}</button>`;
  return wide(columns[0][0], html`<table class="table">
    <thead><tr>${columns.map(([head]) => html`<th>${head}</th>`)}<th><span class="hidden-but-read">${t("console.edit")}</span></th></tr></thead>
    <tbody>${rows.map((row) => html`<tr>${columns.map(([, cell]) => html`<td>${cell(row)}</td>`)}<td class="number">${change(row)}</td></tr>`)}</tbody>
  </table>`);
}
