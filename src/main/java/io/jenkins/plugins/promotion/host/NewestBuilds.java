package io.jenkins.plugins.promotion.host;

import hudson.model.Run;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.OptionalInt;
import java.util.stream.Stream;

/** The newest build of each job that has begun to change an environment; it outlives the build and the index. */
final class NewestBuilds {
    private NewestBuilds() {}

    /** @param place application and environment: {@code storefront/production} */
    static synchronized void began(Run<?, ?> run, String place) throws IOException {
        OptionalInt known = of(run, place);
        if (known.isPresent() && known.getAsInt() >= run.getNumber()) {
            return;
        }
        Path folder = folder().resolve(place);
        Files.createDirectories(folder);
        String name = name(run.getParent().getFullName());
        Path next = folder.resolve(name + ".next");
        Files.writeString(next, String.valueOf(run.getNumber()));
        Files.move(next, folder.resolve(name), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** The job has another name now, or lies in another folder. */
    static synchronized void renamed(String from, String to) throws IOException {
        if (Files.notExists(folder())) {
            return;
        }
        try (Stream<Path> files = Files.walk(folder(), 3)) {
            for (Path file : files.filter(path -> Files.isRegularFile(path) && path.endsWith(name(from)))
                    .toList()) {
                Files.move(file, file.resolveSibling(name(to)), StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }

    /** The number of a newer build of the same job that was there before this one. */
    static OptionalInt newerThan(Run<?, ?> run, String place) throws IOException {
        OptionalInt newest = of(run, place);
        return newest.isPresent() && newest.getAsInt() > run.getNumber() ? newest : OptionalInt.empty();
    }

    private static OptionalInt of(Run<?, ?> run, String place) throws IOException {
        Path file = folder().resolve(place).resolve(name(run.getParent().getFullName()));
        if (Files.notExists(file)) {
            return OptionalInt.empty();
        }
        int number = Integer.parseInt(Files.readString(file).strip());
        // A job that was deleted and made again counts from 1 again.
        return number < run.getParent().getNextBuildNumber() ? OptionalInt.of(number) : OptionalInt.empty();
    }

    /** Below it a folder an application and a folder an environment. */
    private static Path folder() {
        return PromotionHome.folder().resolve("newest");
    }

    private static String name(String job) {
        return URLEncoder.encode(job, StandardCharsets.UTF_8);
    }
}
