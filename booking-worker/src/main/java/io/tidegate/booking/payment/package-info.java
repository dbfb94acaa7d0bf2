/** What is done at Stripe: captures and voids, each from a committed state, each reported back as a command. */
package io.tidegate.booking.payment;
