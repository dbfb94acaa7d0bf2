// A performer and where they play.
import { t } from "../frame/texts.js";
import { bill } from "../ui/bill.js";

export default function performer({ params }) {
  return bill(
    `/performers/${params.id}`,
    (found) => found.performerName,
    (found) => t(`type.${found.performerType}`),
  );
}
