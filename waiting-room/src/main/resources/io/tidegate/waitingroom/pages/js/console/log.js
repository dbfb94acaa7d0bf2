// Who changed what of the sale, and when; newest first.
import { html, nothing } from "lit-html";
import { app } from "../frame/app.js";
import { money } from "../frame/formats.js";
import { has, number, t } from "../frame/texts.js";
import { button, empty } from "../ui/parts.js";
import { loaded, moment } from "./parts.js";
import { promoter } from "./promoter.js";

export function log(context) {
  const path = `/promoter/sales/${context.eventId}/changes?limit=50`;
  let next = null;
  const list = loaded(async () => {
    const page = await promoter.get(path);
    next = page.nextCursor ?? null;
    return page.changes;
  });

  async function more() {
    const page = await promoter.get(`${path}&cursor=${next}`);
    list.value = [...list.value, ...page.changes];
    next = page.nextCursor ?? null;
    app.update();
  }

  return {
    view: () =>
      list.view(
        (changes) => html`${changes.length ? html`<ol class="stack">${changes.map((change) => entry(change, context.event?.currency))}</ol>` : empty(t("console.noChanges"), "")}
        ${next ? html`<div class="row center">${button(t("search.more"), more, { kind: "quiet" })}</div>` : nothing}`,
      ),
  };
}

function entry({ changedAt, changedBy, what, fields }, currency) {
  const plain = (field, value) => (field === "amount" && currency ? money(value, currency) : words(value));
  return html`<li class="panel stack tight">
    <div class="spread wrap"><b>${t(`console.change.${what}`)}</b><span class="soft small">${moment(changedAt)} · ${changedBy}</span></div>
    <dl class="changes">
      ${fields.map(
        ({ field, from, to }) => html`<div><dt>${fieldName(field)}</dt><dd>${isNone(from) ? nothing : html`<del>${plain(field, from)}</del> → `}<ins>${plain(field, to)}</ins></dd></div>`,
      )}
    </dl>
  </li>`;
}

/** As the log calls it, else as the form does; a field that is new to these pages by its own name. */
function fieldName(field) {
  return t([`console.log.${field}`, `console.field.${field}`].find(has) ?? field);
}

const INSTANT = /^\d{4}-\d\d-\d\dT[\d:.]+Z$/;
const isNone = (value) => value === null || value === undefined || value === "";

function words(value) {
  if (isNone(value)) return "–";
  if (typeof value === "boolean") return t(value ? "console.log.yes" : "console.log.no");
  if (typeof value === "number") return number(value);
  if (INSTANT.test(value)) return moment(value);
  if (Array.isArray(value)) return value.map((one) => (one?.name ? lane(one) : String(one))).join("; ") || "–";
  const state = `console.state.${value}`;
  return has(state) ? t(state) : typeof value === "object" ? JSON.stringify(value) : String(value);
}

/** "members (3, Only with a priority token)": its weight, and what else is not as usual. */
function lane({ name, weight, tokenRequired, opensAt, sections, ticketsMax, maxTicketsPerBuyer }) {
  const more = [
    weight,
    tokenRequired && t("console.field.tokenRequired"),
    opensAt && `${t("console.field.laneOpensAt")} ${moment(opensAt)}`,
    sections?.length && `${t("console.field.sections")}: ${sections.join(" ")}`,
    ticketsMax && `${t("console.field.ticketsMax")}: ${number(ticketsMax)}`,
    maxTicketsPerBuyer && `${t("console.field.laneMaxTicketsPerBuyer")}: ${number(maxTicketsPerBuyer)}`,
  ];
  return `${name} (${more.filter(Boolean).join(", ")})`;
}
