package io.tidegate.waitingroom.command;

import io.tidegate.wire.Reply;

/** Sees every reply of every writer, in order a partition, after its commit. Called on the reply thread: never block. */
public interface ReplyListener {
    /** @param bytes the reply as it came, for who keeps it: a third of a parsed one's memory; nobody changes them */
    void onReply(Reply reply, byte[] bytes);
}
