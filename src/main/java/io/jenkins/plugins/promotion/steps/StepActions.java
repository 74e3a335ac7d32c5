package io.jenkins.plugins.promotion.steps;

import io.jenkins.plugins.promotion.engine.Gate;
import io.jenkins.plugins.promotion.engine.Promotion;
import io.jenkins.plugins.promotion.engine.config.Environment;
import io.jenkins.plugins.promotion.engine.finding.Finding;
import io.jenkins.plugins.promotion.engine.finding.PromotionException;
import io.jenkins.plugins.promotion.engine.preflight.CheckResult;
import io.jenkins.plugins.promotion.engine.preflight.PreflightReport;
import io.jenkins.plugins.promotion.engine.secrets.ProvisionedSecrets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;

/** What the short steps do. */
enum StepActions implements ShortExecution.Action {
    ENVIRONMENTS {
        @Override
        public Object run(StepDeployment deployment) throws Exception {
            return new ArrayList<>(deployment.promotion().file().environments().stream()
                    .map(Environment::name)
                    .toList());
        }
    },
    PREFLIGHT {
        @Override
        public Object run(StepDeployment deployment) throws Exception {
            PreflightReport report = deployment.promotion().preflight(deployment.id());
            deployment.log(report.toString());
            if (report.hasErrors()) {
                throw new PromotionException(
                        report.findings().stream().filter(Finding::isError).toList());
            }
            return new PreflightResult(
                    report.count(CheckResult.Status.PASSED), report.count(CheckResult.Status.WARNED), report.millis());
        }
    },
    APPROVAL {
        @Override
        public Object run(StepDeployment deployment) throws Exception {
            Gate gate = deployment.gate();
            gate.details().forEach(deployment::log);
            deployment.log(gate.status());
            return new ApprovalResult(gate);
        }

        @Override
        public boolean needsWorkspace() {
            return false;
        }
    },
    CONFIGURATION {
        @Override
        public Object run(StepDeployment deployment) throws Exception {
            Map<String, String> published = deployment.inside(Promotion::publishConfiguration);
            return new ConfigurationResult(published.getOrDefault("version", ""), published.getOrDefault("digest", ""));
        }
    },
    SECRETS {
        /** Names and version ids, never values. */
        @Override
        public Object run(StepDeployment deployment) throws Exception {
            ProvisionedSecrets secrets = deployment.inside(Promotion::provisionSecrets);
            LinkedHashMap<String, String> versions = new LinkedHashMap<>();
            secrets.getSecrets().forEach(secret -> versions.put(secret.getName(), secret.getVersion()));
            return versions;
        }
    };

    @Override
    public boolean needsWorkspace() {
        return true;
    }
}
