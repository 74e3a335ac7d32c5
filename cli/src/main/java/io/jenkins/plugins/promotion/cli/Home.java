package io.jenkins.plugins.promotion.cli;

import java.nio.file.Path;

/** Where this program is installed: the repository, with the shared library and the demo. */
final class Home {
    /** The name by which a Jenkinsfile asks for the shared library. */
    static final String LIBRARY = "environment-promotion";

    private Home() {}

    static Path folder() {
        return Path.of(System.getProperty("promote.home", ".")).toAbsolutePath().normalize();
    }
}
