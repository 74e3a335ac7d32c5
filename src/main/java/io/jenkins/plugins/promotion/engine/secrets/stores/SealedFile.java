package io.jenkins.plugins.promotion.engine.secrets.stores;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What stands in an encrypted file: names, stages and times in the clear, values sealed, and a proof over all of it, so that
 * nobody without the key can make an old version current.
 *
 * @param format of the file; this is 1
 * @param key the id of the key
 * @param secrets by environment and name: {@code production/db-password}
 * @param proof over everything else
 */
record SealedFile(int format, String key, SortedMap<String, KeptSecret> secrets, byte[] proof) {
    private static final int FORMAT = 1;

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    static SealedFile empty(FileKey key) {
        return of(key, new TreeMap<>());
    }

    static SealedFile of(FileKey key, SortedMap<String, KeptSecret> secrets) {
        return new SealedFile(FORMAT, key.id(), secrets, key.authenticate(proven(key.id(), secrets)));
    }

    /** The file does not open. */
    static final class Unopened extends Exception {
        private static final long serialVersionUID = 1L;

        /** Whether another key might open it. */
        private final boolean wrongKey;

        private Unopened(String found, boolean wrongKey) {
            super(found);
            this.wrongKey = wrongKey;
        }

        boolean isWrongKey() {
            return wrongKey;
        }
    }

    /** @throws Unopened if the key is another, or somebody else has changed the file */
    static SealedFile parse(byte[] content, FileKey key) throws Unopened {
        SealedFile file;
        try {
            file = JSON.readValue(content, SealedFile.class);
        } catch (IOException e) {
            throw new Unopened("something else, or a part of one", false);
        }
        if (file == null || file.format != FORMAT || file.key == null || file.secrets == null || file.proof == null) {
            throw new Unopened("something else", false);
        }
        if (!file.key.equals(key.id())) {
            throw new Unopened("one that was written with key " + file.key, true);
        }
        if (!MessageDigest.isEqual(file.proof, key.authenticate(proven(file.key, file.secrets)))) {
            throw new Unopened("one that was changed without the key", false);
        }
        if (!Arrays.equals(file.write(), content)) {
            // Another spelling of the same: nobody but us has to write this file.
            throw new Unopened("one that was edited", false);
        }
        return file;
    }

    byte[] write() {
        return json(this);
    }

    KeptSecret secret(String name) {
        return secrets.getOrDefault(name, KeptSecret.empty());
    }

    SealedFile with(FileKey key, String name, KeptSecret secret) {
        SortedMap<String, KeptSecret> more = new TreeMap<>(secrets);
        more.put(name, secret);
        return of(key, more);
    }

    private static byte[] proven(String key, SortedMap<String, KeptSecret> secrets) {
        return json(List.of(FORMAT, key, new TreeMap<>(secrets)));
    }

    static byte[] json(Object value) {
        try {
            return JSON.writeValueAsBytes(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("cannot be written as JSON: " + value.getClass(), e);
        }
    }
}
