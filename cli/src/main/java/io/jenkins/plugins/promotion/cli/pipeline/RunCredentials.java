package io.jenkins.plugins.promotion.cli.pipeline;

import hudson.AbortException;
import io.jenkins.plugins.promotion.engine.secrets.CredentialException;
import io.jenkins.plugins.promotion.engine.secrets.CredentialSource;
import io.jenkins.plugins.promotion.engine.secrets.SecretValue;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** The credentials file of a run as the engine asks for credentials; read anew each time, so that it may be corrected. */
public final class RunCredentials implements CredentialSource {
    private final Optional<Path> file;

    public RunCredentials(Optional<Path> file) {
        this.file = file;
    }

    @Override
    public SecretValue lookup(String id, Optional<String> field) throws CredentialException {
        SecretVariable wanted = new SecretVariable("", id, part(id, field));
        try {
            Credentials credentials = Credentials.load(file);
            credentials.require(wanted);
            return SecretValue.of(credentials.value(wanted));
        } catch (AbortException e) {
            throw CredentialException.absent(id, e.getMessage());
        } catch (IOException e) {
            throw CredentialException.unavailable(id, e.toString(), e);
        }
    }

    private static SecretVariable.Part part(String id, Optional<String> field) throws CredentialException {
        if (field.isEmpty()) {
            return SecretVariable.Part.TEXT;
        }
        return switch (field.get()) {
            case "username" -> SecretVariable.Part.USERNAME;
            case "password" -> SecretVariable.Part.PASSWORD;
            default ->
                throw CredentialException.wrongType(
                        id, "a field 'username' or 'password'", "'" + field.get() + "'", "correct the field's name");
        };
    }
}
