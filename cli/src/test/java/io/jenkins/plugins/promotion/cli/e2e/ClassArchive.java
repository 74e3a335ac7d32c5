package io.jenkins.plugins.promotion.cli.e2e;

import io.jenkins.plugins.promotion.cli.Promote;
import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.spi.ToolProvider;

/** The classes of {@code promote} ready to be mapped into memory, as {@code ./promote} has them: a test starts it very often. */
final class ClassArchive {
    private final Path folder;
    private final String classPath;

    private ClassArchive(Path folder, String classPath) {
        this.folder = folder;
        this.classPath = classPath;
    }

    /** Only jars can be in an archive, so the classes are packed into one first. */
    static ClassArchive in(Path folder) throws URISyntaxException {
        Path classes = Path.of(Promote.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        Path jar = folder.resolve("promote.jar");
        int code = ToolProvider.findFirst("jar")
                .orElseThrow()
                .run(System.out, System.err, "--create", "--file", jar.toString(), "-C", classes.toString(), ".");
        if (code != 0) {
            throw new AssertionError("no jar of " + classes);
        }
        List<String> path = new ArrayList<>(List.of(jar.toString()));
        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> entry.endsWith(".jar"))
                .forEach(path::add);
        return new ClassArchive(folder, String.join(File.pathSeparator, path));
    }

    /** Options of a process that notes the classes it loads. */
    String[] learning() {
        return new String[] {"-Xshare:off", "-XX:DumpLoadedClassList=" + folder.resolve("classes"), "-cp", classPath};
    }

    /** Writes the archive of what was learnt. */
    void write() throws IOException, InterruptedException {
        new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "-Xshare:dump",
                        "-XX:SharedClassListFile=" + folder.resolve("classes"),
                        "-XX:SharedArchiveFile=" + folder.resolve("promote.jsa"),
                        "-cp",
                        classPath)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("archive.log").toFile())
                .start()
                .waitFor();
    }

    /** Options of a process that starts with it; without the archive everything works, only slower. */
    String[] options() {
        return new String[] {"-XX:SharedArchiveFile=" + folder.resolve("promote.jsa"), "-cp", classPath};
    }
}
