package io.jenkins.plugins.promotion.cli.e2e;

import io.jenkins.plugins.promotion.cli.Promote;
import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;

/** The classes of {@code promote} ready to be mapped into memory, as {@code ./promote} has them: a test starts it very often. */
final class ClassArchive {
    private static ClassArchive shared;

    private final Path folder;
    private final String classPath;

    private ClassArchive(Path folder, String classPath) {
        this.folder = folder;
        this.classPath = classPath;
    }

    /** The one of this test run, made when it is first asked for: some seconds that every process gives back in part. */
    static synchronized ClassArchive shared() throws Exception {
        if (shared == null) {
            Path folder = Files.createTempDirectory("promote-classes-");
            Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(folder)));
            ClassArchive archive = in(folder);
            try (Rig rig = Rig.start(folder.resolve("rig"), Rig.Balancer.EMBEDDED, archive.learning())) {
                rig.run("v1");
            }
            archive.write();
            shared = archive;
        }
        return shared;
    }

    private static void delete(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder())
                    .forEach(file -> file.toFile().delete());
        } catch (IOException e) {
            // It is in the folder for temporary files.
        }
    }

    /** Only jars can be in an archive, so the classes are packed into one first. */
    private static ClassArchive in(Path folder) throws URISyntaxException {
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
    private List<String> learning() {
        return List.of("-Xshare:off", "-XX:DumpLoadedClassList=" + folder.resolve("classes"), "-cp", classPath);
    }

    /** Writes the archive of what was learnt. */
    private void write() throws IOException, InterruptedException {
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
    List<String> options() {
        return List.of("-XX:SharedArchiveFile=" + folder.resolve("promote.jsa"), "-cp", classPath);
    }
}
