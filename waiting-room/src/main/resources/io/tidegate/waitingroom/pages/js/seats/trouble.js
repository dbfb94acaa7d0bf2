// What the API or others' clicks put in the way, in words, with what to do now.
import { html, nothing } from "lit-html";
import { n, t } from "../frame/texts.js";
import { button, notice } from "../ui/parts.js";
import { seatName } from "./basket.js";

const PLAIN = {
  "sold-out": ["warn", "seats.soldOut", "seats.soldOutText"],
  "temporarily-unavailable": ["warn", "seats.allHeld", "seats.allHeldText"],
  "leaves-single-seat": ["warn", "seats.single", "seats.singleText"],
  "accessible-kept": ["warn", "seats.companion", "seats.companionText"],
  "sale-not-open": ["warn", "seats.notOpen", "seats.notOpenText"],
};

/** @param trouble {problem} of the API, {lost: [{seat, like}]}, or {expired} */
export function troubleNotice(trouble, { sections, eventId }, on) {
  if (!trouble) return nothing;
  if (trouble.expired) return notice("warn", t("seats.expired"), t("seats.expiredText"));
  if (trouble.lost) return lostNotice(trouble.lost, sections, on);
  const { problem } = trouble;
  if (problem.slug in PLAIN) {
    const [kind, title, text] = PLAIN[problem.slug];
    return notice(kind, t(title), t(text));
  }
  if (problem.slug === "tickets-taken") return notice("warn", t("seats.taken"), t("seats.takenMany"));
  if (problem.slug === "limit-exceeded") return notice("warn", t("seats.limit"), n("seats.limitText", problem.body.limit ?? 0));
  if (problem.slug === "pass-required") {
    return notice("", t("seats.needTurn"), t("seats.needTurnText"), html`<a class="button" href="/event/${eventId}/queue">${t("seats.toQueue")}</a>`);
  }
  return notice("bad", t(problem.offline ? "offline.title" : "error.title"), t(problem.offline ? "offline.text" : "error.text"));
}

function lostNotice(lost, sections, on) {
  const [{ seat, like }] = lost;
  const text = lost.length === 1 ? t("seats.takenText", { name: seatName(seat, sections) }) : t("seats.takenMany");
  const offers = lost.filter((one) => one.like);
  return notice(
    "warn",
    t("seats.taken"),
    text,
    offers.length === 0
      ? html`<p>${t("seats.noneLike")}</p>`
      : offers.map(
          (one) => html`<span>${t("seats.instead", { name: seatName(one.like, sections) })}</span>
            ${button(t("seats.takeInstead"), () => on.instead(one), { kind: "quiet" })}`,
        ),
  );
}
