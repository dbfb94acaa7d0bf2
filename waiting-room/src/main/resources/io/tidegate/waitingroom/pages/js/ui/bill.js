// A venue or performer with its upcoming events.
import { html, nothing } from "lit-html";
import { get } from "../frame/api.js";
import { app } from "../frame/app.js";
import { t } from "../frame/texts.js";
import { cards } from "./cards.js";
import { empty, failed, ghosts } from "./parts.js";

/**
 * The page of either.
 *
 * @param path where the API has it
 * @param name its name, of the answer
 * @param about a line on it, of the answer
 */
export function bill(path, name, about) {
  let found = null;
  let failure = null;

  function load() {
    failure = null;
    get(path)
      .then((answer) => (found = answer))
      .catch((refused) => (failure = refused))
      .finally(app.update);
  }

  load();
  return {
    get title() {
      return found ? name(found) : "";
    },
    view() {
      if (failure) return failed(failure, load);
      if (!found) return ghosts("title", "line", "block");
      return html`<div class="stack loose">
        <header class="stack">
          <h1>${name(found)}</h1>
          <p class="soft">${about(found) ?? nothing}</p>
        </header>
        <section class="stack" aria-labelledby="upcoming">
          <h2 id="upcoming">${t("home.upcoming")}</h2>
          ${found.events.length ? cards(found.events) : empty(t("home.none"), t("bill.noneText"))}
        </section>
      </div>`;
    },
  };
}
