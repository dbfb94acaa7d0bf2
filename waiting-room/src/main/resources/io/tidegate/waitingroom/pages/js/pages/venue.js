// A venue and what is on there.
import { bill } from "../ui/bill.js";

export default function venue({ params }) {
  return bill(
    `/venues/${params.id}`,
    (found) => found.venueName,
    ({ venueLocation: place }) => [place.streetAddress, place.city].filter(Boolean).join(", "),
  );
}
