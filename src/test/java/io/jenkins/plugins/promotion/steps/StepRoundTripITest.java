package io.jenkins.plugins.promotion.steps;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.function.Function;
import org.jenkinsci.plugins.workflow.cps.Snippetizer;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** Every step's form keeps what was put into it, and the snippet generator writes the call that a person would. */
@WithJenkins
class StepRoundTripITest {
    private static final List<Function<String, DeploymentStep>> STEPS = List.of(
            PreflightCheckStep::new,
            PromotionApprovalStep::new,
            PublishConfigurationStep::new,
            ProvisionSecretsStep::new,
            BlueGreenSwitchStep::new,
            AutoRollbackStep::new);

    @Test
    void shouldKeepWhatItsFormWasGiven(JenkinsRule jenkins) throws Exception {
        for (Function<String, DeploymentStep> constructor : STEPS) {
            DeploymentStep step = constructor.apply("production");
            step.setRelease("v42");
            step.setFile("shop/promotion.yaml");

            DeploymentStep kept = jenkins.configRoundtrip(new StepHolder(step)).getStep();

            assertThat(kept).isInstanceOf(step.getClass());
            assertThat(kept.getEnvironment()).isEqualTo("production");
            assertThat(kept.getRelease()).isEqualTo("v42");
            assertThat(kept.getFile()).isEqualTo("shop/promotion.yaml");
        }
    }

    @Test
    void shouldWriteTheCallThatAPersonWould(JenkinsRule jenkins) {
        BlueGreenSwitchStep step = new BlueGreenSwitchStep("production");
        step.setRelease("v42");
        assertThat(Snippetizer.object2Groovy(step))
                .isEqualTo("blueGreenSwitch environment: 'production', release: 'v42'");
        assertThat(Snippetizer.object2Groovy(new PromotionEnvironmentsStep())).isEqualTo("promotionEnvironments()");
        assertThat(Snippetizer.object2Groovy(new AutoRollbackStep("production")))
                .startsWith("autoRollback('production') {");
    }
}
