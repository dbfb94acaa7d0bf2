/** What a buyer gets for an order: tickets as PDF, a calendar file, and mail about what becomes of it. */
package io.tidegate.waitingroom.ticket;
