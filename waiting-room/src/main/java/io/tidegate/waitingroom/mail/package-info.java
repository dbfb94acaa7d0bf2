/**
 * Mail: an outbox in Postgres, written in the transaction or from the committed state that causes the mail, and a sender
 * that empties it.
 */
package io.tidegate.waitingroom.mail;
