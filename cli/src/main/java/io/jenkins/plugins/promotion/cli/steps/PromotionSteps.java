package io.jenkins.plugins.promotion.cli.steps;

import io.jenkins.plugins.promotion.cli.pipeline.Step;
import io.jenkins.plugins.promotion.cli.pipeline.StepCatalog;
import io.jenkins.plugins.promotion.engine.Gate;
import io.jenkins.plugins.promotion.engine.Promotion;
import io.jenkins.plugins.promotion.engine.config.Environment;
import io.jenkins.plugins.promotion.engine.finding.PromotionException;
import io.jenkins.plugins.promotion.engine.preflight.CheckResult;
import io.jenkins.plugins.promotion.engine.preflight.PreflightReport;
import io.jenkins.plugins.promotion.engine.secrets.ProvisionedSecrets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The steps of the engine, by the names and with the arguments that they have in Jenkins; a line each. */
public final class PromotionSteps {
    private static final List<String> ENVIRONMENT_AND_RELEASE = List.of("environment", "release", "file");

    private PromotionSteps() {}

    /** The catalog with the engine's steps. */
    public static StepCatalog addedTo(StepCatalog catalog) {
        return catalog.with(
                Step.background(
                        "promotionEnvironments",
                        List.of("file"),
                        (context, arguments) -> environments(StepDeployment.of(context, arguments))),
                Step.background(
                        "preflightCheck",
                        ENVIRONMENT_AND_RELEASE,
                        (context, arguments) -> preflight(StepDeployment.of(context, arguments))),
                Step.background(
                        "promotionApproval",
                        ENVIRONMENT_AND_RELEASE,
                        (context, arguments) -> gate(StepDeployment.of(context, arguments))),
                Step.background(
                        "publishConfiguration", ENVIRONMENT_AND_RELEASE, (context, arguments) -> StepDeployment.of(
                                        context, arguments)
                                .inside(Promotion::publishConfiguration)),
                Step.background("provisionSecrets", ENVIRONMENT_AND_RELEASE, (context, arguments) -> StepDeployment.of(
                                context, arguments)
                        .inside((promotion, id) -> versions(promotion.provisionSecrets(id)))),
                new BlueGreenSwitchStep(),
                new AutoRollbackStep());
    }

    /** Names and version ids, never values. */
    private static Map<String, String> versions(ProvisionedSecrets secrets) {
        Map<String, String> versions = new LinkedHashMap<>();
        secrets.getSecrets().forEach(secret -> versions.put(secret.getName(), secret.getVersion()));
        return versions;
    }

    private static List<String> environments(StepDeployment step) throws Exception {
        return new ArrayList<>(step.promotion().file().environments().stream()
                .map(Environment::name)
                .toList());
    }

    private static Map<String, Object> preflight(StepDeployment step) throws Exception {
        PreflightReport report = step.promotion().preflight(step.id());
        step.log(report.toString());
        if (report.hasErrors()) {
            throw new PromotionException(report.findings().stream()
                    .filter(finding -> finding.isError())
                    .toList());
        }
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("passed", report.count(CheckResult.Status.PASSED));
        result.put("warned", report.count(CheckResult.Status.WARNED));
        result.put("millis", report.millis());
        return result;
    }

    private static Map<String, Object> gate(StepDeployment step) throws Exception {
        Gate gate = step.promotion().gate(step.id());
        step.log(gate.status());
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("granted", gate.granted());
        result.put("inputId", gate.inputId());
        // A terminal has room for all of it.
        result.put("message", String.join("\n", gate.details()) + "\n" + gate.status());
        result.put("submitters", gate.submitters());
        result.put("status", gate.status());
        return result;
    }
}
