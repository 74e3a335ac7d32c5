package io.jenkins.plugins.promotion.cli.pipeline;

import hudson.AbortException;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The directory of a run, which only one process may use at a time. */
final class RunFiles implements Closeable {
    private final Path directory;
    private final FileChannel lock;

    private RunFiles(Path directory, FileChannel lock) {
        this.directory = directory;
        this.lock = lock;
    }

    /** A new directory with the next number, and copies of the scripts in it. */
    static RunFiles create(RunSpec spec) throws IOException {
        Path runs = Files.createDirectories(spec.home().resolve("runs"));
        Path directory = null;
        for (int number = lastNumber(runs) + 1; directory == null; number++) {
            try {
                directory = Files.createDirectory(runs.resolve(String.valueOf(number)));
            } catch (FileAlreadyExistsException e) {
                // Another process took the number at the same moment.
                directory = null;
            }
        }
        RunFiles files = open(directory);
        Files.copy(spec.jenkinsfile(), files.jenkinsfile());
        for (Map.Entry<String, Path> library : spec.libraries().entrySet()) {
            for (String part : List.of("vars", "src", "resources")) {
                Path from = library.getValue().resolve(part);
                if (Files.isDirectory(from)) {
                    // A library may be the folder of a project that has Java in its src/.
                    String suffix = part.equals("src") ? ".groovy" : "";
                    copy(from, suffix, files.library(library.getKey()).resolve(part));
                }
            }
        }
        return files;
    }

    static RunFiles open(Path directory) throws IOException {
        FileChannel channel =
                FileChannel.open(directory.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            FileLock taken = channel.tryLock();
            if (taken != null) {
                return new RunFiles(directory, channel);
            }
        } catch (OverlappingFileLockException e) {
            // This process runs it: the same answer as for another process.
        }
        channel.close();
        throw new AbortException("run " + directory
                + ": expected that nobody runs it, but it is running; wait for its end" + " or abort it");
    }

    private static int lastNumber(Path runs) throws IOException {
        try (Stream<Path> entries = Files.list(runs)) {
            return entries.map(entry -> entry.getFileName().toString())
                    .filter(name -> name.matches("\\d{1,9}"))
                    .mapToInt(Integer::parseInt)
                    .max()
                    .orElse(0);
        }
    }

    private static void copy(Path from, String suffix, Path to) throws IOException {
        Files.createDirectories(to);
        try (Stream<Path> tree = Files.walk(from)) {
            for (Path source : (Iterable<Path>) tree::iterator) {
                if (Files.isRegularFile(source) && source.toString().endsWith(suffix)) {
                    Path target = to.resolve(from.relativize(source).toString());
                    Files.createDirectories(target.getParent());
                    Files.copy(source, target);
                }
            }
        }
    }

    Path directory() {
        return directory;
    }

    int number() {
        return Integer.parseInt(directory.getFileName().toString());
    }

    Path jenkinsfile() {
        return directory.resolve("Jenkinsfile");
    }

    Path program() {
        return directory.resolve("program.dat");
    }

    Path log() {
        return directory.resolve("log.txt");
    }

    Path inputs() {
        return directory.resolve("inputs.jsonl");
    }

    Path library(String name) {
        return directory.resolve("libraries").resolve(name.replaceAll("[^A-Za-z0-9._-]", "_"));
    }

    Path step(String id) {
        return directory.resolve("steps").resolve(id);
    }

    Map<String, Path> libraries(Iterable<String> names) {
        Map<String, Path> folders = new LinkedHashMap<>();
        names.forEach(name -> folders.put(name, library(name)));
        return folders;
    }

    @Override
    public void close() throws IOException {
        lock.close();
    }
}
