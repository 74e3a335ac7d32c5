package io.jenkins.plugins.promotion.engine;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** The digest of facts: the same for equal facts, in whatever order the keys of their maps are. */
final class Digest {
    private static final ObjectMapper CANONICAL = JsonMapper.builder()
            .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
            .build();

    private Digest() {}

    /**
     * 128 bits of SHA-256 in hexadecimal.
     *
     * @param facts in JSON terms; as JSON no fact can be taken for a part of its neighbour
     */
    static String of(Object facts) {
        try {
            byte[] text = CANONICAL.writeValueAsString(facts).getBytes(StandardCharsets.UTF_8);
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text), 0, 16);
        } catch (JsonProcessingException | NoSuchAlgorithmException e) {
            throw new IllegalStateException("facts can be written as JSON, and every Java has SHA-256", e);
        }
    }
}
