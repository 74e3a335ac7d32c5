package io.jenkins.plugins.promotion.engine.secrets;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/** Looks for marked secret values, in every form they can be written in, in every byte below a folder. */
public final class LeakScan {
    private static final int DEEPEST_ARCHIVE = 3;

    /** First four bytes → forms that start with them. */
    private final Map<Integer, List<Form>> forms = new HashMap<>();

    /** First two bytes of any form: rules out most places without a look-up. */
    private final boolean[] starts = new boolean[1 << 16];

    private LeakScan() {}

    /** A scan for these values; each must be at least four bytes long. */
    public static LeakScan of(String... values) {
        LeakScan scan = new LeakScan();
        for (String value : values) {
            if (value.getBytes(StandardCharsets.UTF_8).length < Encodings.SHORTEST) {
                throw new IllegalArgumentException("a marked value has at least 4 bytes, or it is found everywhere");
            }
            Encodings.of(SecretValue.of(value))
                    .forEach((form, encoding) -> scan.add(form, encoding, StandardCharsets.UTF_8));
            scan.add(value, "utf-16", StandardCharsets.UTF_16BE);
            scan.add(value, "utf-16", StandardCharsets.UTF_16LE);
            scan.add(value, "latin-1", StandardCharsets.ISO_8859_1);
        }
        return scan;
    }

    /**
     * A value that was found.
     *
     * @param file with {@code !entry} appended for each archive it is in, and {@code (name)} if it is the file's own name
     * @param offset in bytes, in the file or the unpacked entry
     * @param encoding the form it has there
     */
    public record Leak(String file, long offset, String encoding) {}

    /** What leaked below the folder, or in the file; files that vanish while it looks are left out. */
    public List<Leak> scan(Path folder) throws IOException {
        List<Leak> leaks = new ArrayList<>();
        try (Stream<Path> paths = Files.walk(folder)) {
            for (Path path : paths.sorted().toList()) {
                String name = folder.relativize(path).toString();
                search(name.getBytes(StandardCharsets.UTF_8), name + " (name)", leaks);
                if (Files.isRegularFile(path)) {
                    scanFile(path, name, leaks);
                }
            }
        }
        return leaks;
    }

    /** What leaked into these bytes: a captured log, a serialized object. */
    public List<Leak> scan(String name, byte[] content) {
        List<Leak> leaks = new ArrayList<>();
        scan(content, name, 0, leaks);
        return leaks;
    }

    private void scanFile(Path path, String name, List<Leak> leaks) throws IOException {
        try {
            scan(Files.readAllBytes(path), name, 0, leaks);
        } catch (NoSuchFileException gone) {
            // Deleted since it was listed: not left behind.
            return;
        }
    }

    private void scan(byte[] content, String name, int depth, List<Leak> leaks) {
        search(content, name, leaks);
        if (depth < DEEPEST_ARCHIVE) {
            scanArchive(content, name, depth + 1, leaks);
        }
    }

    private void scanArchive(byte[] content, String name, int depth, List<Leak> leaks) {
        try {
            if (isStart(content, 0x1f, 0x8b)) {
                scan(unpack(new GZIPInputStream(new ByteArrayInputStream(content))), name + "!gzip", depth, leaks);
            } else if (isStart(content, 'P', 'K', 3, 4)) {
                ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(content));
                for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                    scan(unpack(zip), name + "!" + entry.getName(), depth, leaks);
                }
            }
        } catch (IOException torn) {
            // As a crash leaves it: what could be unpacked was scanned.
            return;
        }
    }

    private static byte[] unpack(InputStream packed) {
        ByteArrayOutputStream unpacked = new ByteArrayOutputStream();
        byte[] block = new byte[8192];
        try {
            for (int n = packed.read(block); n >= 0; n = packed.read(block)) {
                unpacked.write(block, 0, n);
            }
        } catch (IOException torn) {
            return unpacked.toByteArray();
        }
        return unpacked.toByteArray();
    }

    private void search(byte[] content, String name, List<Leak> leaks) {
        for (int at = 0; at + Encodings.SHORTEST <= content.length; at++) {
            if (!starts[first(content, at) >>> 16]) {
                continue;
            }
            for (Form form : forms.getOrDefault(first(content, at), List.of())) {
                int end = at + form.bytes.length;
                if (end <= content.length && Arrays.equals(content, at, end, form.bytes, 0, form.bytes.length)) {
                    leaks.add(new Leak(name, at, form.encoding));
                }
            }
        }
    }

    private void add(String form, String encoding, Charset charset) {
        byte[] bytes = form.getBytes(charset);
        if (bytes.length >= Encodings.SHORTEST && charset.newEncoder().canEncode(form)) {
            starts[first(bytes, 0) >>> 16] = true;
            forms.computeIfAbsent(first(bytes, 0), key -> new ArrayList<>()).add(new Form(bytes, encoding));
        }
    }

    private static int first(byte[] bytes, int at) {
        return bytes[at] << 24 | (bytes[at + 1] & 0xff) << 16 | (bytes[at + 2] & 0xff) << 8 | bytes[at + 3] & 0xff;
    }

    private static boolean isStart(byte[] content, int... magic) {
        for (int i = 0; i < magic.length; i++) {
            if (i >= content.length || (content[i] & 0xff) != magic[i]) {
                return false;
            }
        }
        return true;
    }

    private record Form(byte[] bytes, String encoding) {}
}
