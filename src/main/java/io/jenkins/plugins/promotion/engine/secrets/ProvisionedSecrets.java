package io.jenkins.plugins.promotion.engine.secrets;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;

/** The secrets of an environment after they were provisioned: small, and without values. */
public final class ProvisionedSecrets implements Serializable {
    private static final long serialVersionUID = 1L;

    private final String environment;
    private final ArrayList<ProvisionedSecret> secrets;

    @JsonCreator
    ProvisionedSecrets(
            @JsonProperty("environment") String environment, @JsonProperty("secrets") List<ProvisionedSecret> secrets) {
        this.environment = environment;
        this.secrets = new ArrayList<>(secrets);
    }

    public String getEnvironment() {
        return environment;
    }

    /** In the order of the promotion file. */
    public List<ProvisionedSecret> getSecrets() {
        return Collections.unmodifiableList(secrets);
    }

    @Override
    public String toString() {
        return secrets.stream().map(ProvisionedSecret::toString).collect(Collectors.joining(", "));
    }
}
