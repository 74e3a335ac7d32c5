package io.jenkins.plugins.promotion.engine.config;

import java.io.IOException;

/** Where the files of the application's repository are read from: a folder, or an agent's workspace. */
public interface SourceTree {

    /**
     * The whole content of a file.
     *
     * @param path relative to the tree, with forward slashes; may not leave the tree
     * @throws java.nio.file.NoSuchFileException if there is none
     * @throws IOException if it cannot be read or is larger than the tree allows
     */
    byte[] read(String path) throws IOException;
}
