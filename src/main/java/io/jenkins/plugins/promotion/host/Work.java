package io.jenkins.plugins.promotion.host;

import java.io.Serializable;
import java.nio.file.Path;

/** Something that is done where the workspace is: on the agent, or on the controller's built-in node. */
interface Work<T> extends Serializable {

    /** @param workspace the folder of the build on this machine */
    T run(Path workspace) throws Exception;
}
