package io.jenkins.plugins.promotion.engine.journal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What a journal's file holds.
 *
 * @param entries its whole lines, oldest first
 * @param length how many bytes they take; what follows is a torn line
 */
record JournalFile(List<JournalEntry> entries, long length) {
    private static final ObjectReader LINE =
            new ObjectMapper().readerFor(JournalEntry.class).with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    static JournalFile empty() {
        return new JournalFile(List.of(), 0);
    }

    /**
     * Reads a journal up to a torn last line.
     *
     * @throws JournalException if another line than the last cannot be read
     */
    static JournalFile read(Path file) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        List<JournalEntry> entries = new ArrayList<>();
        int start = 0;
        for (int end = lineEnd(bytes, start); end >= 0; end = lineEnd(bytes, start)) {
            JournalEntry entry = parse(Arrays.copyOfRange(bytes, start, end));
            if (entry == null || entry.number() != entries.size() + 1L) {
                if (lineEnd(bytes, end + 1) >= 0) {
                    throw new JournalException(
                            "line " + (entries.size() + 1) + " of the journal " + file + " cannot be read", null);
                }
                break;
            }
            entries.add(entry);
            start = end + 1;
        }
        return new JournalFile(entries, start);
    }

    private static int lineEnd(byte[] bytes, int from) {
        for (int i = from; i < bytes.length; i++) {
            if (bytes[i] == '\n') {
                return i;
            }
        }
        return -1;
    }

    private static JournalEntry parse(byte[] line) throws IOException {
        try {
            return LINE.readValue(line);
        } catch (JsonProcessingException e) {
            return null;
        }
    }
}
