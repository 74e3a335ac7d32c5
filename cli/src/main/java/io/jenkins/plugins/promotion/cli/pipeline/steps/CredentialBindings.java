package io.jenkins.plugins.promotion.cli.pipeline.steps;

import hudson.AbortException;
import io.jenkins.plugins.promotion.cli.pipeline.Arguments;
import io.jenkins.plugins.promotion.cli.pipeline.BodyScope;
import io.jenkins.plugins.promotion.cli.pipeline.SecretVariable;
import io.jenkins.plugins.promotion.cli.pipeline.SecretVariable.Part;
import io.jenkins.plugins.promotion.cli.pipeline.StepContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What {@code withCredentials} binds: names of credentials to names of variables, no values. */
final class CredentialBindings implements ScopeStep.Change {

    @Override
    public BodyScope scope(StepContext context, Arguments arguments) throws AbortException {
        List<SecretVariable> variables = new ArrayList<>();
        for (Object binding : arguments.list("bindings")) {
            if (!(binding instanceof Map<?, ?> description) || !description.containsKey("credentialsId")) {
                throw arguments.wrong("bindings", "a list such as [string(credentialsId: 'id', variable: 'NAME')]");
            }
            bind(description, variables);
        }
        for (SecretVariable variable : variables) {
            context.run().requireCredential(variable);
        }
        context.log("Masking the credentials in "
                + String.join(
                        ", ", variables.stream().map(SecretVariable::variable).toList()));
        return BodyScope.UNCHANGED.withSecrets(variables);
    }

    private static void bind(Map<?, ?> description, List<SecretVariable> variables) throws AbortException {
        String kind = String.valueOf(description.get("symbol"));
        switch (kind) {
            case "string" -> variables.add(variable(description, "variable", Part.TEXT));
            case "file" -> variables.add(variable(description, "variable", Part.FILE));
            case "usernameColonPassword" ->
                variables.add(variable(description, "variable", Part.USERNAME_COLON_PASSWORD));
            case "usernamePassword" -> {
                variables.add(variable(description, "usernameVariable", Part.USERNAME));
                variables.add(variable(description, "passwordVariable", Part.PASSWORD));
            }
            default ->
                throw new AbortException("withCredentials: expected string, usernamePassword, usernameColonPassword or"
                        + " file, but was '" + kind + "'");
        }
    }

    private static SecretVariable variable(Map<?, ?> description, String key, Part part) throws AbortException {
        Object name = description.get(key);
        if (!(name instanceof String text) || text.isEmpty()) {
            throw new AbortException("withCredentials: " + description.get("symbol") + ": expected the name of a"
                    + " variable as '" + key + "', but was " + (name == null ? "nothing" : "'" + name + "'"));
        }
        return new SecretVariable(text, String.valueOf(description.get("credentialsId")), part);
    }
}
