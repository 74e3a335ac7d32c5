package io.jenkins.plugins.promotion.engine.approval;

import java.util.Collection;
import java.util.Locale;
import java.util.Set;

/** How a host tells whether two names mean the same person or group. */
public enum Names {
    /** {@code Alice} and {@code alice} are one person: the default in Jenkins. */
    IGNORE_CASE,
    /** {@code Alice} and {@code alice} are two people. */
    EXACT;

    /** What a host calls somebody it does not know, or itself; nobody can be asked about such an approval later. */
    private static final Set<String> NOBODY = Set.of("", "anonymous", "system", "unknown");

    boolean same(String one, String other) {
        return key(one).equals(key(other));
    }

    /** Whether one of them means the same as that one. */
    public boolean in(Collection<String> names, String name) {
        return names.stream().anyMatch(known -> same(known, name));
    }

    /** Equal for two names of one person. */
    String key(String name) {
        return this == EXACT ? name.strip() : name.strip().toLowerCase(Locale.ROOT);
    }

    static boolean isNobody(String name) {
        return NOBODY.contains(name.strip().toLowerCase(Locale.ROOT));
    }
}
