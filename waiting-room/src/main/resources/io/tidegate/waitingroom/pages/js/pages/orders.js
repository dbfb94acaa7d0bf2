// An address that no page has.
import { html } from "lit-html";
import { empty } from "../ui/parts.js";
import { t } from "../frame/texts.js";

export default function unknown() {
  return {
    get title() {
      return t("notFound.title");
    },
    view: () => html`<h1 class="hidden-but-read">${t("notFound.title")}</h1>
      ${empty(t("notFound.title"), t("notFound.text"), html`<a class="button" href="/">${t("action.home")}</a>`)}`,
  };
}
