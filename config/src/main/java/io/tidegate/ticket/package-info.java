/**
 * Tickets as they leave the house: signed so that anyone with the public key can check one without asking us, and the
 * signed list of those that count no more.
 */
package io.tidegate.ticket;
