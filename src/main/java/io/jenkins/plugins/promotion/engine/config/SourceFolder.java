package io.jenkins.plugins.promotion.engine.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** A repository's files in a folder of this machine; no path and no link leads out of it. */
public final class SourceFolder implements SourceTree {
    private static final int LARGEST_FILE = YamlReader.LARGEST_FILE;

    private final Path folder;

    public SourceFolder(Path folder) {
        this.folder = folder;
    }

    /** {@inheritDoc} A file has at most 1 MiB. */
    @Override
    public byte[] read(String path) throws IOException {
        Path file = inside(path);
        if (!Files.isRegularFile(file)) {
            throw new NoSuchFileException(path);
        }
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(LARGEST_FILE + 1);
            if (bytes.length > LARGEST_FILE) {
                throw new IOException(path + " is larger than 1 MiB");
            }
            return bytes;
        }
    }

    private Path inside(String path) throws IOException {
        try {
            Path real = folder.resolve(path).toRealPath();
            if (!real.startsWith(folder.toRealPath())) {
                throw new AccessDeniedException(path, null, "it is outside the repository");
            }
            return real;
        } catch (InvalidPathException e) {
            throw new NoSuchFileException(path, null, e.getReason());
        } catch (NoSuchFileException e) {
            throw new NoSuchFileException(path);
        }
    }
}
