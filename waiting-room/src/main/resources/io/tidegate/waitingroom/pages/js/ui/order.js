// What an order's status is called.
import { html } from "lit-html";
import { has, t } from "../frame/texts.js";

const KINDS = { confirmed: "brand", captured: "good", paymentFailed: "bad" };

export function statusTag(status) {
  const key = `order.status.${status}`;
  return html`<span class="tag ${KINDS[status] ?? "warn"}">${has(key) ? t(key) : status}</span>`;
}
