package io.jenkins.plugins.promotion.library;

import hudson.Extension;
import hudson.FilePath;
import hudson.PluginWrapper;
import hudson.model.Job;
import hudson.model.Run;
import hudson.model.TaskListener;
import io.jenkins.plugins.promotion.Messages;
import java.io.IOException;
import java.io.InputStream;
import java.net.JarURLConnection;
import java.net.URL;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import jenkins.model.Jenkins;
import org.jenkinsci.plugins.workflow.libs.LibraryConfiguration;
import org.jenkinsci.plugins.workflow.libs.LibraryResolver;
import org.jenkinsci.plugins.workflow.libs.LibraryRetriever;
import org.kohsuke.stapler.DataBoundConstructor;

/**
 * {@code @Library('environment-promotion') _} with nothing configured: the plugin's own {@code vars/} and {@code resources/}, at
 * the plugin's version. A library of that name that an administrator has configured comes first.
 */
@Extension(ordinal = -100)
public final class BundledLibrary extends LibraryResolver {
    static final String NAME = "environment-promotion";

    /** Runs in the sandbox of the job that uses it: it calls nothing but steps. */
    @Override
    public boolean isTrusted() {
        return false;
    }

    @Override
    public Collection<LibraryConfiguration> forJob(Job<?, ?> job, Map<String, String> libraryVersions) {
        if (!libraryVersions.containsKey(NAME)) {
            return List.of();
        }
        LibraryConfiguration library = new LibraryConfiguration(NAME, new FromPlugin());
        library.setDefaultVersion(version());
        library.setAllowVersionOverride(false);
        library.setIncludeInChangesets(false);
        return List.of(library);
    }

    private static String version() {
        PluginWrapper plugin = Jenkins.get().getPluginManager().getPlugin(NAME);
        return plugin == null ? "bundled" : plugin.getVersion();
    }

    /** Copies the library out of the plugin. */
    public static final class FromPlugin extends LibraryRetriever {

        @DataBoundConstructor
        public FromPlugin() {}

        @Override
        public void retrieve(
                String name, String version, boolean changelog, FilePath target, Run<?, ?> run, TaskListener listener)
                throws Exception {
            URL folder = BundledLibrary.class.getResource("vars");
            if (folder == null) {
                throw new IOException(Messages.BundledLibrary_missing());
            }
            // A jar in an installed plugin, a folder in development.
            if (folder.openConnection() instanceof JarURLConnection connection) {
                Path jar = Path.of(connection.getJarFileURL().toURI());
                try (FileSystem files = FileSystems.newFileSystem(jar)) {
                    copy(files.getPath("/" + connection.getEntryName()).getParent(), target);
                }
            } else {
                copy(Path.of(folder.toURI()).getParent(), target);
            }
        }

        @Override
        public void retrieve(String name, String version, FilePath target, Run<?, ?> run, TaskListener listener)
                throws Exception {
            retrieve(name, version, false, target, run, listener);
        }

        private static void copy(Path library, FilePath target) throws IOException, InterruptedException {
            try (Stream<Path> files = Files.walk(library)) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    String path = library.relativize(file).toString();
                    if (path.startsWith("vars") || path.startsWith("resources")) {
                        try (InputStream content = Files.newInputStream(file)) {
                            target.child(path).copyFrom(content);
                        }
                    }
                }
            }
        }
    }
}
