// Paying with Stripe itself: its Payment Element, in its own frame. The card's number never comes near our script.
import { html } from "lit-html";
import { isDark } from "../frame/app.js";
import { currentLanguage, t } from "../frame/texts.js";

const SCRIPT = "https://js.stripe.com/v3/";

let loading = null;

function stripeScript() {
  loading ??= new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = SCRIPT;
    script.onload = () => resolve(window.Stripe);
    script.onerror = () => {
      loading = null;
      reject(new Error("the payment form could not be loaded"));
    };
    document.head.append(script);
  });
  return loading;
}

/** @param terms of the begun payment: clientSecret, publishableKey */
export function stripe(terms) {
  let client = null;
  let elements = null;
  const host = document.createElement("div");

  const outcome = ({ error, paymentIntent }) => {
    if (!error) return { status: paymentIntent.status };
    const isCard = error.type === "card_error" || error.type === "validation_error";
    return isCard ? { status: "declined", code: error.decline_code ?? error.code } : { status: "unreachable" };
  };

  async function mount() {
    if (elements) return;
    client = (await stripeScript())(terms.publishableKey, { locale: currentLanguage() });
    elements = client.elements({ clientSecret: terms.clientSecret, appearance: { theme: isDark() ? "night" : "stripe" } });
    elements.create("payment").mount(host);
  }

  return {
    look: async () => {
      await mount();
      return outcome(await client.retrievePaymentIntent(terms.clientSecret));
    },
    /** The bank's own page, where it asks, is a frame over ours or a way there and back to this address. */
    pay: async () => outcome(await client.confirmPayment({ elements, redirect: "if_required", confirmParams: { return_url: location.href } })),
    mount,
    form: () => html`<div class="stack tight"><h2 class="h3">${t("pay.card")}</h2>${host}<p class="soft small">${t("pay.secure")}</p></div>`,
  };
}
