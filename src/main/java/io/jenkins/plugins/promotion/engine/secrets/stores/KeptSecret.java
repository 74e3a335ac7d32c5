package io.jenkins.plugins.promotion.engine.secrets.stores;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.jenkins.plugins.promotion.engine.secrets.SecretStore.Stages;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * One secret as the encrypted file keeps it.
 *
 * @param next the number of the next version; never used twice
 * @param current version id, or null
 * @param previous version id, or null
 * @param staged version id, or null
 * @param versions by id; those that stand at no stage are dropped
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record KeptSecret(int next, String current, String previous, String staged, SortedMap<String, Version> versions) {

    /**
     * A sealed value.
     *
     * @param createdAt epoch milliseconds
     * @param token of the caller who staged it
     * @param sealed nonce and ciphertext
     */
    record Version(long createdAt, String token, byte[] sealed) {}

    KeptSecret {
        SortedMap<String, Version> kept = versions == null ? new TreeMap<>() : new TreeMap<>(versions);
        for (String id : new String[] {current, previous, staged}) {
            if (id != null && !kept.containsKey(id)) {
                throw new IllegalArgumentException("version " + id + " is named but not there");
            }
        }
        kept.keySet().removeIf(id -> !id.equals(current) && !id.equals(previous) && !id.equals(staged));
        versions = kept;
    }

    static KeptSecret empty() {
        return new KeptSecret(1, null, null, null, new TreeMap<>());
    }

    Stages stages() {
        return new Stages(Optional.ofNullable(current), Optional.ofNullable(previous), Optional.ofNullable(staged));
    }

    Optional<String> withToken(String token) {
        return versions.entrySet().stream()
                .filter(version -> version.getValue().token().equals(token))
                .map(Map.Entry::getKey)
                .findFirst();
    }

    /** The next version, staged in place of another. */
    KeptSecret staging(Function<String, Version> version) {
        String id = "v" + next;
        SortedMap<String, Version> more = new TreeMap<>(versions);
        more.put(id, version.apply(id));
        return new KeptSecret(next + 1, current, previous, id, more);
    }

    KeptSecret promoting(String id) {
        return id.equals(current)
                ? this
                : new KeptSecret(next, id, current == null ? previous : current, without(id), versions);
    }

    KeptSecret discarding(String id) {
        return new KeptSecret(next, current, previous, without(id), versions);
    }

    private String without(String id) {
        return id.equals(staged) ? null : staged;
    }
}
