package io.jenkins.plugins.promotion.cli.pipeline;

import java.io.Serializable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a body sees differently from the code around it. Immutable; begin with {@link #UNCHANGED}.
 *
 * @param environment {@code NAME=value} each, or {@code PATH+NAME=value} to prepend
 * @param secrets variables that are bound to credentials; the values are looked up when they are used
 * @param directory the current directory; null for the same
 * @param stage the name of the stage; null for the same
 * @param branch the name of the parallel branch; null for the same
 */
public record BodyScope(
        List<String> environment, List<SecretVariable> secrets, String directory, String stage, String branch)
        implements Serializable {

    public static final BodyScope UNCHANGED = new BodyScope(List.of(), List.of(), null, null, null);

    public BodyScope {
        environment = new ArrayList<>(environment);
        secrets = new ArrayList<>(secrets);
    }

    public BodyScope withEnvironment(List<String> variables) {
        return new BodyScope(variables, secrets, directory, stage, branch);
    }

    public BodyScope withSecrets(List<SecretVariable> variables) {
        return new BodyScope(environment, variables, directory, stage, branch);
    }

    public BodyScope withDirectory(Path path) {
        return new BodyScope(environment, secrets, path.toString(), stage, branch);
    }

    public BodyScope withStage(String name) {
        return new BodyScope(environment, secrets, directory, name, branch);
    }

    public BodyScope withBranch(String name) {
        return new BodyScope(environment, secrets, directory, stage, name);
    }

    Optional<Path> path() {
        return Optional.ofNullable(directory).map(Path::of);
    }
}
