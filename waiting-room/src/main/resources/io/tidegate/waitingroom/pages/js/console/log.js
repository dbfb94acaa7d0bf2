// Who changed what of the sale, and when; newest first.
import { html, nothing } from "lit-html";
import { app } from "../frame/app.js";
import { t } from "../frame/texts.js";
import { button, empty } from "../ui/parts.js";
import { loaded, moment } from "./parts.js";
import { promoter } from "./promoter.js";

export function log({ eventId }) {
  const path = `/promoter/sales/${eventId}/changes?limit=50`;
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
        (changes) => html`${changes.length ? html`<ol class="stack">${changes.map(entry)}</ol>` : empty(t("console.noChanges"), "")}
        ${next ? html`<div class="row center">${button(t("search.more"), more, { kind: "quiet" })}</div>` : nothing}`,
      ),
  };
}

function entry({ changedAt, changedBy, what, fields }) {
  return html`<li class="panel stack tight">
    <div class="spread wrap"><b>${t(`console.change.${what}`)}</b><span class="soft small">${moment(changedAt)} · ${changedBy}</span></div>
    <dl class="changes">
      ${fields.map(
        ({ field, from, to }) => html`<div><dt>${field}</dt><dd>${from === null || from === undefined ? nothing : html`<del>${plain(from)}</del> → `}<ins>${plain(to)}</ins></dd></div>`,
      )}
    </dl>
  </li>`;
}

const INSTANT = /^\d{4}-\d\d-\d\dT[\d:.]+Z$/;

function plain(value) {
  if (INSTANT.test(value)) return moment(value);
  if (Array.isArray(value)) return value.map((one) => (one?.name ? `${one.name} (${one.weight})` : String(one))).join(", ") || "–";
  return value === null || value === undefined ? "–" : typeof value === "object" ? JSON.stringify(value) : String(value);
}
