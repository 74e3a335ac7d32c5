package io.jenkins.plugins.promotion.host;

import com.cloudbees.plugins.credentials.CredentialsProvider;
import com.cloudbees.plugins.credentials.common.StandardCredentials;
import com.cloudbees.plugins.credentials.common.StandardUsernamePasswordCredentials;
import hudson.model.Run;
import hudson.util.Secret;
import io.jenkins.plugins.promotion.Messages;
import io.jenkins.plugins.promotion.engine.secrets.CredentialException;
import io.jenkins.plugins.promotion.engine.secrets.CredentialSource;
import io.jenkins.plugins.promotion.engine.secrets.SecretValue;
import io.jenkins.plugins.promotion.policy.PromotionPolicy;
import java.util.Optional;
import org.jenkinsci.plugins.plaincredentials.StringCredentials;

/** The credentials that a build may use, by the names of the promotion file; each use is tracked by Jenkins. */
final class RunCredentials implements CredentialSource {
    private final Run<?, ?> run;
    private final String environment;

    RunCredentials(Run<?, ?> run, String environment) {
        this.run = run;
        this.environment = environment;
    }

    @Override
    public SecretValue lookup(String name, Optional<String> field) throws CredentialException {
        String id = PromotionPolicy.get().credential(environment, name);
        StandardCredentials credential = find(id);
        if (credential == null) {
            throw CredentialException.absent(
                    id, Messages.RunCredentials_add(run.getParent().getFullName()));
        }
        CredentialsProvider.track(run, credential);
        if (credential instanceof StringCredentials text && field.isEmpty()) {
            return value(text.getSecret());
        }
        if (credential instanceof StandardUsernamePasswordCredentials account) {
            return switch (field.orElse("password")) {
                case "password" -> value(account.getPassword());
                case "username" -> SecretValue.of(account.getUsername());
                default -> throw wrongType(id, field, account.getDescriptor().getDisplayName());
            };
        }
        throw wrongType(id, field, credential.getDescriptor().getDisplayName());
    }

    /** A provider that is throttled or not to be reached throws: that is no absent credential. */
    private StandardCredentials find(String id) throws CredentialException {
        try {
            return CredentialsProvider.findCredentialById(id, StandardCredentials.class, run);
        } catch (RuntimeException e) {
            throw CredentialException.unavailable(id, e.getClass().getSimpleName(), e);
        }
    }

    private static SecretValue value(Secret secret) {
        return SecretValue.of(secret.getPlainText());
    }

    private static CredentialException wrongType(String id, Optional<String> field, String found) {
        return CredentialException.wrongType(
                id,
                field.map(Messages::RunCredentials_withField).orElse(Messages.RunCredentials_textOrAccount()),
                found,
                Messages.RunCredentials_change());
    }
}
