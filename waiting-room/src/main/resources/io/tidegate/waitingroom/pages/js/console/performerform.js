// A performer, new or changed.
import { html } from "lit-html";
import { t } from "../frame/texts.js";
import { field } from "./parts.js";

export function performerForm(save, row) {
  const wish = { performerName: row?.performerName ?? "", performerType: row?.performerType ?? "" };
  const submit = (event) => {
    event.preventDefault();
    save(wish);
  };
  return {
    view: () => html`<form class="stack" @submit=${submit}>
      <div class="fields">
        ${field(t("console.field.name"), html`<input class="input" required maxlength="200" .value=${wish.performerName} @input=${(e) => (wish.performerName = e.target.value)} />`)}
        ${field(t("filter.type"), html`<input class="input" required maxlength="50" placeholder="band" .value=${wish.performerType} @input=${(e) => (wish.performerType = e.target.value)} />`)}
      </div>
      <div class="row"><button class="button">${t("console.save")}</button></div>
    </form>`,
  };
}
