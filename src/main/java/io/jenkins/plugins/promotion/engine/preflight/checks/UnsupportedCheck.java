package io.jenkins.plugins.promotion.engine.preflight.checks;

import io.jenkins.plugins.promotion.engine.config.Environment;
import io.jenkins.plugins.promotion.engine.finding.Finding;
import io.jenkins.plugins.promotion.engine.preflight.Check;
import java.util.List;

/** On whenever it has something to say: the promotion file asks for nothing that a deployment would silently leave undone. */
final class UnsupportedCheck implements Check {
    private final Environment environment;

    UnsupportedCheck(Environment environment) {
        this.environment = environment;
    }

    @Override
    public String subject() {
        return "promotion file " + environment.name();
    }

    @Override
    public List<Finding> run() {
        return environment.unsupported().stream().map(this::finding).toList();
    }

    private Finding finding(String key) {
        String subject = environment.name() + "." + key;
        String expected = "what this version carries out";
        String remedy = "remove it from the promotion file, or do it in a stage of the pipeline";
        // A message that nobody gets is no reason to stop.
        return key.equals("notify")
                ? Finding.warning("unsupported", subject, expected, key, remedy)
                : Finding.error("unsupported", subject, expected, key, remedy);
    }
}
