// Priority tokens: as many single-use ones as wanted, or one for each address, as a file.
import { html, nothing } from "lit-html";
import { newKey } from "../frame/api.js";
import { app } from "../frame/app.js";
import { number, t } from "../frame/texts.js";
import { notice } from "../ui/parts.js";
import { field, fromField, loaded, numberInput, reason, toField } from "./parts.js";
import { promoter } from "./promoter.js";

export function tokens({ eventId }) {
  const path = `/promoter/sales/${eventId}`;
  const wish = { lane: "", count: 100, accounts: "", expiresAt: "" };
  let busy = false;
  let failure = null;
  let done = 0;
  const sale = loaded(async () => {
    const known = await promoter.get(path);
    wish.lane = (known.lanes.find((lane) => lane.tokenRequired) ?? known.lanes[0]).name;
    wish.expiresAt = known.closesAt;
    return known;
  });

  async function issue(submit) {
    submit.preventDefault();
    const accounts = wish.accounts.split(/[\s,;]+/).filter(Boolean);
    const body = { lane: wish.lane, expiresAt: wish.expiresAt, ...(accounts.length ? { accounts } : { count: wish.count }) };
    busy = true;
    failure = null;
    done = 0;
    app.update();
    try {
      await promoter.download(`${path}/priority-tokens`, `priority-tokens-${wish.lane}.csv`, {
        method: "POST",
        headers: { "Content-Type": "application/json", Accept: "text/csv", "Idempotency-Key": newKey() },
        body: JSON.stringify(body),
      });
      done = accounts.length || wish.count;
    } catch (refused) {
      failure = refused;
    }
    busy = false;
    app.update();
  }

  const form = (known) => html`<form class="panel stack" @submit=${issue}>
    <h2>${t("console.part.tokens")}</h2>
    <p class="soft">${t("console.tokensText")}</p>
    <div class="fields">
      ${field(t("console.lane"), html`<select class="input" @change=${(e) => (wish.lane = e.target.value)}>
        ${known.lanes.map((lane) => html`<option value=${lane.name} ?selected=${lane.name === wish.lane}>${lane.name}</option>`)}
      </select>`)}
      ${field(t("console.field.count"), numberInput(wish.count, 1, 1_000_000, (value) => (wish.count = value)))}
      ${field(t("console.field.expiresAt"), html`<input class="input" type="datetime-local" step="1" required .value=${toField(wish.expiresAt)} @change=${(e) => (wish.expiresAt = fromField(e.target.value))} />`)}
    </div>
    ${field(t("console.field.accounts"), html`<textarea class="input" rows="4" spellcheck="false" .value=${wish.accounts} @change=${(e) => (wish.accounts = e.target.value)}></textarea>`, t("console.accountsHint"))}
    ${failure ? notice("bad", t("console.refused"), reason(failure)) : nothing}
    ${done ? notice("good", t("console.tokensDone", { n: number(done) }), t("console.tokensDoneText")) : nothing}
    <div class="row"><button class="button ${busy ? "busy" : ""}" ?disabled=${busy}>${t("console.issue")}</button></div>
  </form>`;
  return { view: () => sale.view(form) };
}
