// The buyer's orders, newest first.
import { html, nothing } from "lit-html";
import { get } from "../frame/api.js";
import { app } from "../frame/app.js";
import { moment, money } from "../frame/formats.js";
import { current } from "../frame/session.js";
import { n, t } from "../frame/texts.js";
import { needSession } from "../ui/login.js";
import { button, empty, failed, ghosts } from "../ui/parts.js";
import { statusTag } from "../ui/order.js";

export default function ordersPage() {
  let orders = null;
  let next = null;
  let failure = null;

  async function load(cursor) {
    failure = null;
    try {
      const page = await get(`/orders?limit=20${cursor ? `&cursor=${encodeURIComponent(cursor)}` : ""}`);
      orders = [...(cursor ? orders : []), ...page.orders];
      next = page.nextCursor;
    } catch (refused) {
      failure = refused;
    }
    app.update();
  }

  async function logIn() {
    if (await needSession()) load();
  }

  if (current()) load();

  return {
    get title() {
      return t("orders.title");
    },
    layout: "page narrow",
    view: () => html`<div class="stack"><h1>${t("orders.title")}</h1>${body()}</div>`,
  };

  function body() {
    if (!current() || failure?.status === 401) return empty(t("orders.login"), t("orders.loginText"), button(t("orders.loginGo"), logIn));
    if (failure) return failed(failure, () => load());
    if (!orders) return ghosts("block", "block");
    if (orders.length === 0) return empty(t("orders.none"), t("orders.noneText"), html`<a class="button" href="/">${t("action.home")}</a>`);
    return html`<ul class="stack">
        ${orders.map(
          (order) => html`<li>
            <a class="panel order-line" href="/my/orders/${order.orderId}">
              <span><b>${order.eventName ?? order.orderId}</b><br /><span class="soft small">${moment(order.confirmedAt)}</span></span>
              <span class="end"><b class="number">${money(order.amount, order.currency)}</b><br /><span class="small soft">${n("orders.tickets", order.tickets.length)}</span></span>
              ${statusTag(order.status)}
            </a>
          </li>`,
        )}
      </ul>
      ${next ? html`<div class="row center">${button(t("search.more"), () => load(next), { kind: "quiet" })}</div>` : nothing}`;
  }
}
