// Paying in a local system: the simulator's test cards by name, and its bank that asks. Speaks Stripe's own API, as
// Stripe's script in a browser does: with the publishable key and the intent's client secret.
import { html, nothing } from "lit-html";
import { t } from "../frame/texts.js";
import { button } from "../ui/parts.js";

export const CARDS = [
  ["pays", "pm_card_visa"],
  ["declined", "pm_card_visa_chargeDeclined"],
  ["funds", "pm_card_visa_chargeDeclinedInsufficientFunds"],
  ["auth", "pm_card_authenticationRequired"],
  ["slow", "pm_card_visa_slow"],
];

/** @param terms of the begun payment: clientSecret, publishableKey, apiBase */
export function simulator(terms) {
  const intent = terms.clientSecret.split("_secret_")[0];
  const path = `${terms.apiBase}/v1/payment_intents/${intent}`;
  const secret = { client_secret: terms.clientSecret, key: terms.publishableKey };
  let card = "pays";

  async function ask(url, init) {
    const answer = await fetch(url, init).catch(() => null);
    if (!answer || answer.status >= 500 || answer.status === 429) return { status: "unreachable" };
    const body = await answer.json();
    const error = body.error;
    return error ? { status: "declined", code: error.decline_code ?? error.code } : { status: body.status, code: body.last_payment_error?.code };
  }

  return {
    /** How the intent stands; after a reload it may be further than the page. */
    look: () => ask(`${path}?${new URLSearchParams(secret)}`),
    pay: () => {
      const method = CARDS.find(([name]) => name === card)[1];
      return ask(`${path}/confirm`, { method: "POST", body: new URLSearchParams({ ...secret, payment_method: method }) });
    },
    authenticate: (passed) => ask(`${terms.apiBase}/_authenticate/${intent}?outcome=${passed ? "succeeded" : "failed"}`, { method: "POST" }),
    mount: () => {},
    form: (update) => html`<fieldset class="stack tight">
      <legend class="h3"><b>${t("pay.test")}</b></legend>
      <p class="soft small">${t("pay.testText")}</p>
      ${CARDS.map(
        ([name]) => html`<label class="card-choice">
          <input type="radio" name="card" value=${name} ?checked=${name === card} @change=${() => ((card = name), update())} />
          <span><b>${t(`pay.card.${name}`)}</b><br /><span class="soft small">${t(`pay.card.${name}Text`)}</span></span>
        </label>`,
      )}
    </fieldset>`,
    bank: (onAnswer, busy) => html`<section class="panel stack tight" role="alertdialog" aria-labelledby="bank" aria-describedby="bank-text">
      <h2 id="bank" class="h3">${t("pay.authTitle")}</h2>
      <p id="bank-text" class="soft">${t("pay.authText")}</p>
      <div class="row">
        ${button(t("pay.authYes"), () => onAnswer(true), { busy, id: "bank-yes" })} ${busy ? nothing : button(t("pay.authNo"), () => onAnswer(false), { kind: "quiet" })}
      </div>
    </section>`,
  };
}
