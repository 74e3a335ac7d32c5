package io.jenkins.plugins.promotion.engine.secrets.stores;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.promotion.engine.secrets.SecretStore;
import io.jenkins.plugins.promotion.engine.secrets.SecretStore.Stages;
import io.jenkins.plugins.promotion.engine.secrets.SecretValue;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Several real processes use one encrypted file, and some of them are killed. */
@Timeout(60)
class FileStoreProcessesTest {
    private static final int ROUNDS = 12;

    @TempDir
    Path folder;

    @Test
    void shouldLoseNoUpdateOfProcessesAndThreadsThatWriteAtOnce() throws Exception {
        List<Process> processes = new ArrayList<>();
        for (String name : List.of("a", "b")) {
            processes.add(start(name, ROUNDS));
        }
        List<Thread> threads = new ArrayList<>();
        for (String name : List.of("c", "d")) {
            Thread thread = new Thread(() -> rotateQuietly(folder, name));
            thread.start();
            threads.add(thread);
        }
        for (Process process : processes) {
            assertThat(process.waitFor(40, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).isZero();
        }
        for (Thread thread : threads) {
            thread.join();
        }

        for (String name : List.of("a", "b", "c", "d")) {
            SecretStore store = open(folder, name);
            Stages stages = store.stages();
            assertThat(stages.current()).as(name).contains("v" + ROUNDS);
            assertThat(stages.previous()).as(name).contains("v" + (ROUNDS - 1));
            assertThat(store.read("v" + ROUNDS).reveal()).isEqualTo(name + " " + ROUNDS);
        }
    }

    @Test
    void shouldStayWholeWhereverAProcessIsKilled() throws Exception {
        Random random = new Random(7);
        for (int kill = 0; kill < 4; kill++) {
            Process process = start("a", Integer.MAX_VALUE);
            BufferedReader lines =
                    new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
            for (int line = 0; line < 3; line++) {
                assertThat(lines.readLine()).isNotNull();
            }
            TimeUnit.MICROSECONDS.sleep(random.nextInt(5_000));
            process.destroyForcibly().waitFor();

            SecretStore store = open(folder, "a");
            Stages stages = store.stages();
            for (Optional<String> version : List.of(stages.current(), stages.previous(), stages.staged())) {
                if (version.isPresent()) {
                    assertThat(store.read(version.get()).reveal()).startsWith("a ");
                }
            }
            assertThat(stages.current()).isPresent();
        }
    }

    private Process start(String name, int rounds) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        FileStoreProcessesTest.class.getName(),
                        folder.toString(),
                        name,
                        String.valueOf(rounds))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    /** What a process does: rotates a secret again and again, and says so. */
    public static void main(String[] arguments) throws Exception {
        rotate(Path.of(arguments[0]), arguments[1], Integer.parseInt(arguments[2]));
    }

    private static void rotateQuietly(Path folder, String name) {
        try {
            rotate(folder, name, ROUNDS);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static void rotate(Path folder, String name, int rounds) throws Exception {
        SecretStore store = open(folder, name);
        for (int round = 1; round <= rounds; round++) {
            String version = store.stage(
                    SecretValue.of(name + " " + round), UUID.randomUUID().toString());
            store.promote(version);
            System.out.println(version);
        }
    }

    private static SecretStore open(Path folder, String name) {
        return new EncryptedFileStore(
                new AtomicFile(folder.resolve("secrets.json"), Duration.ofSeconds(30), step -> {}),
                new KeySource.InFile(new AtomicFile(folder.resolve("secrets.key"))),
                name,
                Clock.systemUTC());
    }
}
