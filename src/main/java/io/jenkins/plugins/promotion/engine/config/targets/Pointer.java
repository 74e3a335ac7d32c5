package io.jenkins.plugins.promotion.engine.config.targets;

import io.jenkins.plugins.promotion.engine.journal.DurableFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;

/**
 * A name that stands for one version: a symbolic link to its folder or, where links are not possible, a file with its id.
 * It is switched by one rename, so that readers see the old version or the new one.
 */
final class Pointer {
    private final Path path;
    private final boolean link;

    /** @param link whether to make links; either kind is read */
    Pointer(Path path, boolean link) {
        this.path = path;
        this.link = link;
    }

    /** The version that it stands for; empty if there is none, or it is neither link nor file. */
    Optional<String> read() throws IOException {
        try {
            if (Files.isSymbolicLink(path)) {
                return Optional.of(Files.readSymbolicLink(path).getFileName().toString());
            }
            return Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)
                    ? Optional.of(Files.readString(path).strip())
                    : Optional.empty();
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    /** Whether something else has the name, which must not be replaced. */
    boolean isTaken() {
        return Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS);
    }

    void pointTo(Path version) throws IOException {
        Path next = path.resolveSibling("." + path.getFileName() + ".next");
        Files.deleteIfExists(next);
        if (!link || !linkTo(version, next)) {
            Disk.write(next, (version.getFileName() + "\n").getBytes(StandardCharsets.UTF_8));
        }
        Files.move(next, path, StandardCopyOption.ATOMIC_MOVE);
        DurableFile.syncFolder(path.getParent());
    }

    void remove() throws IOException {
        Files.deleteIfExists(path);
        DurableFile.syncFolder(path.getParent());
    }

    private boolean linkTo(Path version, Path next) {
        try {
            // Relative, so that the whole folder can be mounted elsewhere.
            Files.createSymbolicLink(next, path.getParent().relativize(version));
            return true;
        } catch (UnsupportedOperationException | IOException e) {
            return false;
        }
    }
}
