package io.jenkins.plugins.promotion.cli;

import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;
import picocli.CommandLine.IVersionProvider;

/** What {@code --version} prints. */
final class Version implements IVersionProvider {

    @Override
    public String[] getVersion() throws IOException {
        Properties build = new Properties();
        try (InputStream file = Version.class.getResourceAsStream("version.properties")) {
            build.load(file);
        }
        return new String[] {"promote " + build.getProperty("version"), "Java " + Runtime.version()};
    }
}
