package io.tidegate.localstack.stores;

import io.tidegate.localstack.process.ChildSpec;
import java.io.IOException;

/** A store: prepares its folder, then is a child process on its port. */
public interface Store {
    /** Stores run below the simulators and the services, which use them. */
    int LAYER = 0;

    /** Makes what the child needs to start, if it is not there yet. Takes seconds the first time. */
    ChildSpec prepare() throws IOException;
}
