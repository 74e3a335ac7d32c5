package io.jenkins.plugins.promotion.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.promotion.ExampleShop;
import io.jenkins.plugins.promotion.engine.history.DeploymentQuery;
import io.jenkins.plugins.promotion.engine.history.FileDeploymentStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The repository's Jenkinsfile.example under {@code ./promote run}; the plugin's ExampleITest runs it in Jenkins. */
@Timeout(600)
class ExampleTest {
    @TempDir
    private Path folder;

    @Test
    void shouldGoThroughThePhasesThatItHasInJenkins() throws Exception {
        try (ExampleShop shop = new ExampleShop(PromoteProcess.HOME)) {
            Path workspace = folder.resolve("workspace");
            for (Map.Entry<String, String> file : shop.files().entrySet()) {
                Path path = workspace.resolve(file.getKey());
                Files.createDirectories(path.getParent());
                Files.writeString(path, file.getValue());
                assertThat(path.toFile().setExecutable(file.getKey().endsWith(".sh")))
                        .isTrue();
            }

            PromoteProcess.Ended ended = PromoteProcess.start(
                            workspace,
                            folder.resolve("printed"),
                            Map.of("PROMOTION_STATE", folder.resolve("state").toString()),
                            ClassArchive.shared().options(),
                            "run",
                            ExampleShop.JENKINSFILE,
                            "--approve-as",
                            "alice")
                    .await();

            assertThat(ended.exit()).describedAs(ended.all()).isZero();
            assertThat(ExampleShop.phases(
                            new FileDeploymentStore(folder.resolve("state/deployments"), Clock.systemUTC())
                                    .find(DeploymentQuery.of("storefront"))))
                    .isEqualTo(ExampleShop.PHASES);
            assertThat(shop.splits("testing")).containsExactly("0/100");
            assertThat(shop.splits("production")).containsExactly("80/20", "0/100");
        }
    }
}
