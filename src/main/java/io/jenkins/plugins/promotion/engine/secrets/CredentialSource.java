package io.jenkins.plugins.promotion.engine.secrets;

import java.util.Optional;

/** The host's credentials: Jenkins' credentials of the run, or a file on a laptop. */
@FunctionalInterface
public interface CredentialSource {

    /**
     * The value of a credential; the caller closes it.
     *
     * @param id as the promotion file names it
     * @param field the part of a credential that has several, such as {@code password}; empty for its secret part
     * @throws CredentialException if there is none, or it holds no such value; says where to add it
     */
    SecretValue lookup(String id, Optional<String> field) throws CredentialException, InterruptedException;
}
