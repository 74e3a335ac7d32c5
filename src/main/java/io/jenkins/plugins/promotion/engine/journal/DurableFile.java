package io.jenkins.plugins.promotion.engine.journal;

import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** Small files that a crash leaves with their old content or their new, and that an interrupted thread can write as well. */
public final class DurableFile {
    private DurableFile() {}

    /** Replaces the content; it is on disk before it is there under its name. */
    public static void replace(Path file, byte[] content) throws IOException {
        Path next = file.resolveSibling(file.getFileName() + ".next");
        // Not a channel: an interrupt would close it.
        try (FileOutputStream out = new FileOutputStream(next.toFile())) {
            out.write(content);
            out.getFD().sync();
        }
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** Makes the names in a folder survive a power cut. */
    public static void syncFolder(Path folder) {
        boolean interrupted = false;
        try {
            do {
                interrupted |= Thread.interrupted();
            } while (!isSynced(folder));
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static boolean isSynced(Path folder) {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
            return true;
        } catch (ClosedByInterruptException e) {
            return false;
        } catch (IOException e) {
            // Not every file system lets a folder be opened; those that need it do.
            return true;
        }
    }
}
