package io.jenkins.plugins.promotion.engine.journal;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A journal in a file, one JSON object a line. {@link #commit} returns when the line is on disk; a crash of the machine, not
 * of the process, may lose what was only {@linkplain #note noted}. A torn
 * last line is what a crash leaves behind; opening the journal removes it. Anything else that cannot be read is an error.
 */
public final class FileJournal implements Journal {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path file;
    /** Not a channel: an interrupt would close it for ever, and what follows an abort has to be written as well. */
    private final RandomAccessFile out;

    private final Clock clock;
    private final JournalListener listener;
    /** Null while they are on disk only. */
    private List<JournalEntry> entries;
    /** Number of the newest entry. */
    private long last;
    /** Bytes of the whole lines. */
    private long length;

    private FileJournal(Path file, RandomAccessFile out, Clock clock, JournalListener listener, JournalFile content) {
        this.file = file;
        this.out = out;
        this.clock = clock;
        this.listener = listener;
        this.entries = new ArrayList<>(content.entries());
        this.last = content.entries().size();
        this.length = content.length();
    }

    /**
     * Opens the journal for writing, creating it or continuing after its last whole line.
     *
     * @throws JournalException if it cannot be opened, or a line other than a torn last one cannot be read
     */
    public static FileJournal open(Path file, Clock clock, JournalListener listener) throws JournalException {
        Path folder = file.toAbsolutePath().getParent();
        try {
            Files.createDirectories(folder);
            boolean fresh = Files.notExists(file);
            JournalFile content = fresh ? JournalFile.empty() : JournalFile.read(file);
            RandomAccessFile out = continued(file, content.length());
            if (fresh) {
                DurableFile.syncFolder(folder);
                DurableFile.syncFolder(folder.getParent());
            }
            return new FileJournal(file, out, clock, listener, content);
        } catch (JournalException e) {
            throw e;
        } catch (IOException e) {
            throw new JournalException("cannot open the journal " + file + ": " + e, e);
        }
    }

    /** The file, ready to be gone on with after that many bytes. */
    private static RandomAccessFile continued(Path file, long length) throws IOException {
        RandomAccessFile out = new RandomAccessFile(file.toFile(), "rw");
        try {
            out.setLength(length);
            // What is gone on from must not be lost later: the lines of a process that died may not have reached the
            // disk.
            out.getFD().sync();
            return out;
        } catch (IOException e) {
            out.close();
            throw e;
        }
    }

    /** Reads a journal that somebody else may be writing; a torn last line is left out. */
    public static List<JournalEntry> read(Path file) throws JournalException {
        try {
            return List.copyOf(JournalFile.read(file).entries());
        } catch (JournalException e) {
            throw e;
        } catch (IOException e) {
            throw new JournalException("cannot read the journal " + file + ": " + e, e);
        }
    }

    @Override
    public JournalEntry commit(String kind, Map<String, ?> data) throws JournalException {
        return append(kind, data, true);
    }

    @Override
    public JournalEntry note(String kind, Map<String, ?> data) throws JournalException {
        return append(kind, data, false);
    }

    @Override
    public synchronized JournalEntry glimpse(String kind, Map<String, ?> data) throws JournalException {
        JournalEntry entry = append(kind, data, false);
        entries = null;
        return entry;
    }

    private synchronized JournalEntry append(String kind, Map<String, ?> data, boolean sync) throws JournalException {
        @SuppressWarnings("unchecked")
        Map<String, Object> facts = (Map<String, Object>) data;
        JournalEntry entry = new JournalEntry(last + 1, clock.millis(), kind, facts);
        listener.before(entry);
        write(entry, sync);
        last++;
        if (entries != null) {
            entries.add(entry);
        }
        listener.after(entry);
        return entry;
    }

    private void write(JournalEntry entry, boolean sync) throws JournalException {
        try {
            byte[] line = (JSON.writeValueAsString(entry) + "\n").getBytes(StandardCharsets.UTF_8);
            requireAlone();
            append(line, sync);
            length += line.length;
        } catch (IOException e) {
            throw new JournalException("cannot write '" + entry.kind() + "' to the journal " + file + ": " + e, e);
        }
    }

    /** A process that was fenced off while it slept must not write over the lines of the one that went on. */
    private void requireAlone() throws IOException {
        if (out.length() != length) {
            throw new IOException(
                    "expected " + length + " bytes, but was " + out.length() + "; another process has written to it");
        }
    }

    /** A half-written line must not become the middle of the file when the disk has room again. */
    private void append(byte[] line, boolean sync) throws IOException {
        try {
            out.seek(length);
            out.write(line);
            if (sync) {
                out.getFD().sync();
            }
        } catch (IOException e) {
            try {
                out.setLength(length);
            } catch (IOException alsoFailed) {
                // The next write is refused, and the torn end is dropped when the journal is opened again.
                e.addSuppressed(alsoFailed);
            }
            throw e;
        }
    }

    @Override
    public synchronized List<JournalEntry> entries() {
        if (entries == null) {
            entries = mine();
        }
        return List.copyOf(entries);
    }

    /** What this process knows of; another one that took the deployment over may have written more. */
    private List<JournalEntry> mine() {
        try {
            List<JournalEntry> all = new ArrayList<>(JournalFile.read(file).entries());
            if (all.size() < last) {
                throw new IOException("expected " + last + " lines in " + file + ", but was " + all.size());
            }
            all.subList((int) last, all.size()).clear();
            return all;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public synchronized void close() {
        try {
            out.close();
        } catch (IOException ignored) {
            // Every line that matters is on disk already.
        }
    }
}
