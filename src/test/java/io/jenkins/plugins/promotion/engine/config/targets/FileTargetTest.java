package io.jenkins.plugins.promotion.engine.config.targets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.promotion.engine.config.Choice;
import io.jenkins.plugins.promotion.engine.config.ConfigurationTarget;
import io.jenkins.plugins.promotion.engine.config.ConfigurationTarget.Version;
import io.jenkins.plugins.promotion.engine.config.EffectiveConfiguration;
import io.jenkins.plugins.promotion.engine.config.PublishedConfiguration;
import io.jenkins.plugins.promotion.engine.finding.PromotionException;
import io.jenkins.plugins.promotion.engine.rollback.Restorable.Restored;
import java.io.IOException;
import java.io.StringReader;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FileTargetTest {
    private static final Clock CLOCK = Clock.fixed(Instant.ofEpochMilli(1_700_000_000_000L), ZoneOffset.UTC);

    @TempDir
    Path folder;

    @Test
    void shouldPublishWhatApplicationsRead() throws Exception {
        Version version = target().publish(configuration("{\"a\":{\"b\":1}}"));

        assertThat(version.id()).startsWith("v1-").endsWith(version.digest().substring(0, 12));
        assertThat(version.publishedAt()).isEqualTo(CLOCK.millis());
        assertThat(target().current()).contains(version);
        assertThat(currentFile()).hasContent("{\n  \"a\" : {\n    \"b\" : 1\n  }\n}");
        assertThat(folder.resolve("current")).isSymbolicLink();
    }

    @Test
    void shouldPublishTheSameValuesOnce() throws Exception {
        Version first = target().publish(configuration("{\"a\":1,\"b\":2}"));
        target().publish(configuration("{\"a\":2}"));
        Version again = target().publish(configuration("{\"b\":2,\"a\":1}"));

        assertThat(again).isEqualTo(first);
        assertThat(target().current()).contains(first);
        assertThat(target().versions()).hasSize(2);
    }

    @Test
    void shouldBringAnEarlierVersionBack() throws Exception {
        Version first = target().publish(configuration("{\"a\":1}"));
        target().publish(configuration("{\"a\":2}"));

        target().restore(first.id());

        assertThat(target().current()).contains(first);
        assertThat(target().read(first.id()).canonical()).isEqualTo("{\"a\":1}");
        assertThat(currentFile()).content().contains("1");
    }

    @Test
    void shouldFinishWhatItDoesOnAnInterruptedThread() throws Exception {
        try {
            Thread.currentThread().interrupt();
            Version first = target().publish(configuration("{\"a\":1}"));
            target().publish(configuration("{\"a\":2}"));
            target().restore(first.id());

            assertThat(Thread.interrupted()).as("interrupt is kept").isTrue();
            assertThat(target().current()).contains(first);
        } finally {
            Thread.interrupted();
        }
    }

    @Test
    void shouldHaveNothingCurrentBeforeTheFirst() throws Exception {
        assertThat(target().current()).isEmpty();
        assertThat(target().versions()).isEmpty();

        target().publish(configuration("{}"));
        target().withdraw();

        assertThat(target().current()).isEmpty();
        target().withdraw();
    }

    @Test
    void shouldPointWithAFileWhereLinksAreNotPossible() throws Exception {
        FileTarget target = new FileTarget(folder, Format.JSON, 10, CLOCK, false);
        Version first = target.publish(configuration("{\"a\":1}"));
        target.publish(configuration("{\"a\":2}"));
        target.restore(first.id());

        assertThat(folder.resolve("current")).isRegularFile().hasContent(first.id());
        assertThat(target().current()).contains(first);
    }

    @Test
    void shouldKeepTheLastVersionsAndTheOnesInUse() throws Exception {
        FileTarget target = new FileTarget(folder, Format.JSON, 2, CLOCK, true);
        Version first = target.publish(configuration("{\"a\":1}"));
        Version second = target.publish(configuration("{\"a\":2}"));
        Version third = target.publish(configuration("{\"a\":3}"));
        assertThat(target.versions()).containsExactly(second, third);

        target.restore(second.id());
        Version fourth = target.publish(configuration("{\"a\":4}"));

        assertThat(target.versions()).containsExactly(second, third, fourth).doesNotContain(first);
    }

    @Test
    void shouldNotTakeAHalfWrittenVersionForOne() throws Exception {
        Version first = target().publish(configuration("{\"a\":1}"));
        Path unfinished = Files.createDirectories(folder.resolve("versions/.unfinished-v2-0123456789ab"));
        Files.writeString(unfinished.resolve("configuration.json"), "{\"a\"");

        assertThat(target().versions()).containsExactly(first);
        assertThat(target().current()).contains(first);
        assertThat(target().publish(configuration("{\"a\":2}")).id()).startsWith("v2-");
        assertThat(unfinished).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(strings = {"configuration.json", "version.json"})
    void shouldRefuseADamagedVersionAndPublishItAnew(String file) throws Exception {
        Version first = target().publish(configuration("{\"a\":1}"));
        Version second = target().publish(configuration("{\"a\":2}"));
        Path damaged = folder.resolve("versions").resolve(first.id()).resolve(file);
        Files.writeString(damaged, Files.readString(damaged).substring(0, 5));

        assertThatThrownBy(() -> target().restore(first.id()))
                .isInstanceOf(PromotionException.class)
                .hasMessageContaining("damaged");
        assertThat(target().current()).contains(second);
        assertThat(target().versions()).containsExactly(second);
        assertThat(target().publish(configuration("{\"a\":1}")).id()).startsWith("v3-");
    }

    @ParameterizedTest
    @ValueSource(strings = {"v9-0123456789ab", "../../etc", "", "v1-short"})
    void shouldRefuseAVersionThatDoesNotExist(String id) throws Exception {
        Version first = target().publish(configuration("{\"a\":1}"));

        assertThatThrownBy(() -> target().restore(id))
                .isInstanceOf(PromotionException.class)
                .hasMessageContaining("expected one of the versions " + first.id() + ", but was no such version");
        assertThat(target().current()).contains(first);
    }

    @Test
    void shouldNotReplaceAFolderThatSomebodyElseMade() throws Exception {
        Files.createDirectories(folder.resolve("current"));

        assertThatThrownBy(() -> target().publish(configuration("{}")))
                .isInstanceOf(PromotionException.class)
                .hasMessageContaining("expected a link to a version, but was a folder; move it away");
    }

    @Test
    void shouldSayThatTheFolderCannotBeWritten() throws Exception {
        Path file = Files.writeString(folder.resolve("file"), "");

        assertThatThrownBy(() -> new FileTarget(file, Format.JSON, 10, CLOCK, true).publish(configuration("{}")))
                .isInstanceOf(PromotionException.class)
                .hasMessageContaining("check the permissions");
    }

    @Test
    void shouldShowReadersTheOldOrTheNewVersionOnly() throws Exception {
        target().publish(configuration("{\"a\":0}"));
        Path file = currentFile();
        AtomicReference<Throwable> failure = new AtomicReference<>();
        Thread reader = new Thread(() -> {
            try {
                while (!Thread.currentThread().isInterrupted()) {
                    new ObjectMapper().readTree(Files.readString(file)).required("a");
                }
            } catch (IOException | RuntimeException e) {
                failure.compareAndSet(null, e);
            }
        });
        reader.start();
        for (int i = 1; i <= 50; i++) {
            target().publish(configuration("{\"a\":" + i % 3 + "}"));
        }
        reader.interrupt();
        reader.join();

        // An interrupt while reading closes the channel; that is ours, not the target's.
        assertThat(failure.get()).matches(e -> e == null || e instanceof ClosedByInterruptException);
    }

    @Test
    void shouldWriteYamlThatEveryVersionReadsTheSame() throws Exception {
        new FileTarget(folder, Format.YAML, 10, CLOCK, true)
                .publish(configuration("{\"a\":\"on\",\"b\":\"12:30\",\"c\":\"017\",\"d\":[1,true],\"e\":\"x\"}"));

        assertThat(folder.resolve("current/configuration.yaml"))
                .hasContent("a: \"on\"\nb: \"12:30\"\nc: \"017\"\nd:\n- 1\n- true\ne: \"x\"");
    }

    @Test
    void shouldWritePropertiesThatJavaReads() throws Exception {
        new FileTarget(folder, Format.PROPERTIES, 10, CLOCK, true)
                .publish(configuration("{\"a\":{\"b c\":[\" x=ä\\n\\\\\",2]},\"n\":null}"));
        Properties read = new Properties();
        read.load(new StringReader(Files.readString(folder.resolve("current/configuration.properties"))));

        assertThat(read).isEqualTo(Map.of("a.b c[0]", " x=ä\n\\", "a.b c[1]", "2", "n", ""));
    }

    @Test
    void shouldRestoreAVersionOfAnotherFormat() throws Exception {
        Version json = target().publish(configuration("{\"a\":1}"));
        FileTarget yaml = new FileTarget(folder, Format.YAML, 10, CLOCK, true);

        assertThat(yaml.publish(configuration("{\"a\":1}"))).isNotEqualTo(json);
        yaml.restore(json.id());

        assertThat(currentFile()).exists();
    }

    @Test
    void shouldBeRestorable() throws Exception {
        PublishedConfiguration restorable = new PublishedConfiguration(target());
        target().publish(configuration("{\"a\":1}"));
        Map<String, String> baseline = restorable.capture();
        assertThat(restorable.prove(baseline)).isEmpty();
        assertThat(restorable.restore(baseline)).isEqualTo(Restored.UNCHANGED);
        target().publish(configuration("{\"a\":2}"));

        assertThat(restorable.restore(baseline)).isEqualTo(Restored.RESTORED);
        assertThat(restorable.restore(baseline)).isEqualTo(Restored.UNCHANGED);
        assertThat(restorable.capture()).isEqualTo(baseline).containsOnlyKeys("version", "digest");
    }

    @Test
    void shouldGoBackToNothing() throws Exception {
        PublishedConfiguration restorable = new PublishedConfiguration(target());
        Map<String, String> baseline = restorable.capture();
        target().publish(configuration("{\"a\":1}"));

        assertThat(restorable.prove(baseline)).isEmpty();
        assertThat(restorable.restore(baseline)).isEqualTo(Restored.RESTORED);
        assertThat(target().current()).isEmpty();
    }

    @Test
    void shouldSayBeforehandThatAVersionIsGone() throws Exception {
        PublishedConfiguration restorable = new PublishedConfiguration(target());
        Map<String, String> baseline =
                Map.of("version", target().publish(configuration("{\"a\":1}")).id(), "digest", "0".repeat(64));
        assertThat(restorable.prove(baseline)).hasSize(1);
        target().publish(configuration("{\"a\":2}"));
        try (Stream<Path> files = Files.list(folder.resolve("versions").resolve(baseline.get("version")))) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }

        assertThat(restorable.prove(baseline)).singleElement().asString().contains("no such version");
        assertThatThrownBy(() -> restorable.restore(baseline)).isInstanceOf(PromotionException.class);
    }

    @Test
    void shouldOpenWhatTheFileChooses() throws Exception {
        ObjectNode settings =
                new ObjectMapper().createObjectNode().put("path", "published").put("format", "yaml");
        ConfigurationTarget target = targets().open(new Choice("file", settings));

        target.publish(configuration("{\"a\":1}"));

        assertThat(folder.resolve("published/current/configuration.yaml")).hasContent("a: 1");
        assertThat(target.describe()).isEqualTo("file " + folder.resolve("published"));
    }

    @Test
    void shouldNameWhatIsAvailable() {
        assertThatThrownBy(() -> targets().open(new Choice("s3", new ObjectMapper().createObjectNode())))
                .isInstanceOf(PromotionException.class)
                .hasMessage("config.publish.s3: expected a target that is available here: file, but was s3; "
                        + "choose one of these under config.publish");
        assertThat(targets().kinds()).isEqualTo(Set.of("file"));
    }

    private ConfigurationTargets targets() {
        return new ConfigurationTargets(folder, CLOCK);
    }

    private FileTarget target() {
        return new FileTarget(folder, Format.JSON, 10, CLOCK, true);
    }

    private Path currentFile() {
        return folder.resolve("current/configuration.json");
    }

    private static EffectiveConfiguration configuration(String json) throws IOException {
        return EffectiveConfiguration.published((ObjectNode) new ObjectMapper().readTree(json), "test");
    }
}
