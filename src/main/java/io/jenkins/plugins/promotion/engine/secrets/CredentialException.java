package io.jenkins.plugins.promotion.engine.secrets;

import io.jenkins.plugins.promotion.engine.finding.Finding;
import io.jenkins.plugins.promotion.engine.finding.PromotionException;

/** The host has no such credential, or not one that can be used here. */
public final class CredentialException extends PromotionException {
    private static final long serialVersionUID = 1L;

    /** What kind of failure it is. */
    public enum Reason {
        /** There is none with this id, or none that this deployment may use. */
        ABSENT,
        /** There is one, but it holds something else. */
        WRONG_TYPE,
        /** The provider of the credentials asks to come back later, or does not answer. */
        UNAVAILABLE
    }

    private final Reason reason;

    private CredentialException(Reason reason, Finding finding, Throwable cause) {
        super(finding, cause);
        this.reason = reason;
    }

    /** @param where a person adds it, as a sentence: {@code add it to credentials.properties} */
    public static CredentialException absent(String id, String where) {
        Finding finding =
                Finding.error("secret", "credential " + id, "a credential that this deployment may use", "none", where);
        return new CredentialException(Reason.ABSENT, finding, null);
    }

    /**
     * @param expected for example {@code secret text}
     * @param found for example {@code an SSH key}
     * @param where a person changes it, as a sentence
     */
    public static CredentialException wrongType(String id, String expected, String found, String where) {
        return new CredentialException(
                Reason.WRONG_TYPE, Finding.error("secret", "credential " + id, expected, found, where), null);
    }

    /** @param found what the provider said, without values */
    public static CredentialException unavailable(String id, String found, Throwable cause) {
        Finding finding = Finding.error(
                "secret",
                "credential " + id,
                "an answer from the provider of credentials",
                found,
                "the credential may well exist: try again later, or look at the provider's log");
        return new CredentialException(Reason.UNAVAILABLE, finding, cause);
    }

    public Reason reason() {
        return reason;
    }
}
