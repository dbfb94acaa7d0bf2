package io.tidegate.waitingroom.command;

import io.tidegate.wire.Reply;

/** Sees every reply of every writer, in order a partition, after its commit. Called on the reply thread: never block. */
public interface ReplyListener {
    void onReply(Reply reply);
}
