package io.jenkins.plugins.promotion.cli.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.promotion.cli.pipeline.steps.BuiltInSteps;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The real {@code vars/} run here, with steps that only note that they were called. */
class StandardPipelineTest {
    private final List<String> calls = Collections.synchronizedList(new ArrayList<>());

    @TempDir
    private Path folder;

    @Test
    void shouldPromoteThroughEveryEnvironmentAndAskAsOftenAsTheGateWants() {
        Pipelines pipelines = new Pipelines(folder);
        pipelines.spec(
                pipelines.spec().withLibrary("environment-promotion", Path.of(System.getProperty("project.root"))));
        pipelines.host(Host.of(BuiltInSteps.catalog()
                        .with(
                                Step.immediate(
                                        "promotionEnvironments",
                                        List.of("file"),
                                        (context, arguments) -> new ArrayList<>(List.of("testing", "production"))),
                                Step.background("promotionApproval", List.of("environment", "release"), this::gate),
                                noted("preflightCheck"),
                                noted("publishConfiguration"),
                                noted("provisionSecrets"),
                                noted("blueGreenSwitch"),
                                new NotedBody()))
                .answering(InputAnswers.preset(
                        List.of(InputAnswer.approve("alice", "tested"), InputAnswer.approve("bob", "watched")))));

        PipelineRun run = pipelines.start("""
                @Library('environment-promotion') _
                promotionPipeline(
                    file: 'p.yaml',
                    build: { sh 'true'; return "1.0.${currentBuild.number}" },
                    deploy: { echo "> deploy with $PROMOTION_FILE" })
                """);

        assertThat(Pipelines.end(run))
                .describedAs(() -> String.join("\n", pipelines.lines()))
                .isEqualTo(Result.SUCCESS);
        assertThat(calls)
                .containsExactly(
                        "preflightCheck testing",
                        "autoRollback testing",
                        "publishConfiguration testing",
                        "provisionSecrets testing",
                        "blueGreenSwitch testing",
                        "preflightCheck production",
                        "autoRollback production",
                        "publishConfiguration production",
                        "provisionSecrets production",
                        "blueGreenSwitch production");
        assertThat(pipelines.said()).containsExactly("deploy with p.yaml", "deploy with p.yaml");
        assertThat(run.inputs()).extracting(InputRecord::who).containsExactly("alice", "bob");
        assertThat(run.inputs().get(1).parameters()).containsEntry("reason", "watched");
        assertThat(run.record().displayName()).isEqualTo("#1 1.0.1");
    }

    /** Two people for production, nobody for testing; decided from the host's own records. */
    private Map<String, Object> gate(StepContext context, Arguments arguments) throws Exception {
        long approvals = context.run().inputs().stream()
                .filter(input -> input.id().equals("gate-production"))
                .count();
        Map<String, Object> gate = new HashMap<>();
        gate.put("granted", arguments.text("environment").equals("testing") || approvals == 2);
        gate.put("inputId", "gate-production");
        gate.put("message", "Promote " + arguments.text("release") + "?");
        gate.put("submitters", "alice,bob");
        return gate;
    }

    private Step noted(String name) {
        return Step.background(name, List.of("environment", "release"), (context, arguments) -> {
            calls.add(name + " " + arguments.text("environment"));
            return null;
        });
    }

    /** {@code autoRollback} without a rollback. */
    private final class NotedBody implements Step {

        @Override
        public String name() {
            return "autoRollback";
        }

        @Override
        public List<String> parameters() {
            return List.of("environment", "release", "to");
        }

        @Override
        public BodyRule body() {
            return BodyRule.OPTIONAL;
        }

        @Override
        public StepExecution start(StepContext context, Arguments arguments) throws Exception {
            calls.add(name() + " " + arguments.text("environment"));
            context.startBody();
            return StepExecution.DONE;
        }
    }
}
