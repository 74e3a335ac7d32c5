package io.jenkins.plugins.promotion.host;

import hudson.model.Run;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.OptionalInt;

/** The newest build of each job that has begun to change an environment; it outlives the build and the index. */
final class NewestBuilds {
    private NewestBuilds() {}

    /** @param place application and environment: {@code storefront/production} */
    static synchronized void began(Run<?, ?> run, String place) throws IOException {
        OptionalInt known = of(run, place);
        if (known.isPresent() && known.getAsInt() >= run.getNumber()) {
            return;
        }
        Files.createDirectories(folder(place));
        Path file = file(run, place);
        Path next = file.resolveSibling(file.getFileName() + ".next");
        Files.writeString(next, String.valueOf(run.getNumber()));
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** The number of a newer build of the same job that was there before this one. */
    static OptionalInt newerThan(Run<?, ?> run, String place) throws IOException {
        OptionalInt newest = of(run, place);
        return newest.isPresent() && newest.getAsInt() > run.getNumber() ? newest : OptionalInt.empty();
    }

    private static OptionalInt of(Run<?, ?> run, String place) throws IOException {
        Path file = file(run, place);
        if (Files.notExists(file)) {
            return OptionalInt.empty();
        }
        int number = Integer.parseInt(Files.readString(file).strip());
        // A job that was deleted and made again counts from 1 again.
        return number < run.getParent().getNextBuildNumber() ? OptionalInt.of(number) : OptionalInt.empty();
    }

    private static Path file(Run<?, ?> run, String place) {
        return folder(place).resolve(URLEncoder.encode(run.getParent().getFullName(), StandardCharsets.UTF_8));
    }

    private static Path folder(String place) {
        return PromotionHome.folder().resolve("newest").resolve(place);
    }
}
