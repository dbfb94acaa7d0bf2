// Where the pages begin: texts, theme, and which module shows which address.
import { app } from "./frame/app.js";
import { start } from "./frame/router.js";
import { loadTexts } from "./frame/texts.js";

const ROUTES = [
  ["/", () => import("./pages/home.js")],
  ["/find", () => import("./pages/home.js")],
  ["/event/:eventId", () => import("./pages/event.js")],
  ["/event/:eventId/queue", () => import("./pages/queue.js")],
  ["/event/:eventId/seats", () => import("./pages/seats.js")],
  ["/event/:eventId/pay", () => import("./pages/pay.js")],
  ["/venue/:id", () => import("./pages/venue.js")],
  ["/performer/:id", () => import("./pages/performer.js")],
  ["/my/orders", () => import("./pages/orders.js")],
  ["/my/orders/:orderId", () => import("./pages/order.js")],
  ["/console", () => import("./console/console.js")],
  ["/console/*", () => import("./console/console.js")],
];

app.applyTheme();
await loadTexts();
await start(ROUTES, () => import("./pages/unknown.js"));
