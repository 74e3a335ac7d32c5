package io.jenkins.plugins.promotion.engine.secrets.stores;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.promotion.engine.secrets.LeakScan;
import io.jenkins.plugins.promotion.engine.secrets.SecretStore;
import io.jenkins.plugins.promotion.engine.secrets.SecretStoreContract;
import io.jenkins.plugins.promotion.engine.secrets.SecretStoreException;
import io.jenkins.plugins.promotion.engine.secrets.SecretStoreException.Reason;
import io.jenkins.plugins.promotion.engine.secrets.SecretValue;
import io.jenkins.plugins.promotion.engine.secrets.stores.AtomicFile.Step;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class EncryptedFileStoreTest implements SecretStoreContract {
    private static final String VALUE = "marked-value-0815-xyz";

    @TempDir
    Path folder;

    private final Clock clock = Clock.fixed(Instant.ofEpochMilli(1_750_000_000_000L), ZoneOffset.UTC);

    @Override
    public SecretStore store() {
        return store("testing/db-password");
    }

    private EncryptedFileStore store(String name) {
        return store(name, step -> {});
    }

    private EncryptedFileStore store(String name, AtomicFile.Observer observer) {
        return new EncryptedFileStore(
                new AtomicFile(file(), Duration.ofSeconds(10), observer),
                new KeySource.InFile(new AtomicFile(keyFile())),
                name,
                clock);
    }

    private Path file() {
        return folder.resolve("state/secrets.json");
    }

    private Path keyFile() {
        return folder.resolve("keys/secrets.key");
    }

    @Test
    void shouldDateVersionsByItsClock() throws Exception {
        assertThat(store().createdAt(current(store(), VALUE))).isEqualTo(1_750_000_000_000L);
    }

    @Test
    void shouldKeepSecretsOfOneFileApart() throws Exception {
        String db = current(store("testing/db"), "value of db");
        String api = current(store("testing/api"), "value of api");

        assertThat(read(store("testing/db"), db)).isEqualTo("value of db");
        assertThat(read(store("testing/api"), api)).isEqualTo("value of api");
        assertThat(store("production/db").stages().current()).isEmpty();
    }

    @Test
    void shouldWriteNoValueInTheClear() throws Exception {
        current(store(), VALUE);
        current(store(), VALUE + "-2");

        assertThat(LeakScan.of(VALUE).scan(folder)).isEmpty();
    }

    @Test
    void shouldSealOneValueDifferentlyEachTime() throws Exception {
        current(store("a"), VALUE);
        current(store("b"), VALUE);
        ObjectNode secrets = (ObjectNode) json().get("secrets");

        assertThat(secrets.at("/a/versions/v1/sealed").asText())
                .isNotEmpty()
                .isNotEqualTo(secrets.at("/b/versions/v1/sealed").asText());
    }

    @Test
    void shouldLetOnlyTheOwnerReadFileKeyAndLock() throws Exception {
        assumeTrue(AtomicFile.isPosix());
        current(store(), VALUE);
        current(store(), VALUE);

        for (Path path : new Path[] {file(), keyFile(), folder.resolve("state/secrets.json.lock")}) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
                    .as(path.toString())
                    .isEqualTo("rw-------");
        }
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("keys"))))
                .isEqualTo("rwx------");
    }

    @Test
    void shouldWriteThroughNothingThatLiesInTheWay() throws Exception {
        assumeTrue(AtomicFile.isPosix());
        Path elsewhere = Files.writeString(folder.resolve("elsewhere"), "untouched");
        Files.createDirectories(keyFile().getParent());
        Files.createSymbolicLink(keyFile().resolveSibling(keyFile().getFileName() + ".new"), elsewhere);
        Path readable = Files.createDirectories(file().getParent()).resolve(file().getFileName() + ".new");
        Files.createFile(readable, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-r--r--")));

        current(store(), VALUE);

        assertThat(elsewhere).hasContent("untouched");
        for (Path path : new Path[] {file(), keyFile()}) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path, LinkOption.NOFOLLOW_LINKS)))
                    .as(path.toString())
                    .isEqualTo("rw-------");
        }
    }

    @Test
    void shouldTouchNothingUntilASecretIsKept() throws Exception {
        store().stages();

        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void shouldRefuseAKeyThatEverybodyCanRead() throws Exception {
        assumeTrue(AtomicFile.isPosix());
        current(store(), VALUE);
        Files.setPosixFilePermissions(keyFile(), PosixFilePermissions.fromString("rw-r--r--"));

        SecretStoreException failure = failure(() -> store().stages());

        assertThat(failure.reason()).isEqualTo(Reason.FORBIDDEN);
        assertThat(failure).hasMessageContaining("a file that everybody can read; chmod 600 " + keyFile());
    }

    @Test
    void shouldSayThatTheKeyIsAnother() throws Exception {
        current(store(), VALUE);
        Files.writeString(keyFile(), FileKey.generate().reveal());

        SecretStoreException failure = failure(() -> store().stages());

        assertThat(failure.reason()).isEqualTo(Reason.FORBIDDEN);
        assertThat(failure)
                .hasMessageContaining("secret testing/db-password in file " + file())
                .hasMessageContaining("was written with key")
                .hasMessageContaining("give the key that the file was written with");
        assertThat(failure(() -> store().stage(SecretValue.of("x"), "t")).reason())
                .isEqualTo(Reason.FORBIDDEN);
    }

    @Test
    void shouldNotMakeANewKeyForAFileThatExists() throws Exception {
        current(store(), VALUE);
        Files.delete(keyFile());

        SecretStoreException failure = failure(() -> store().stage(SecretValue.of("x"), "t"));

        assertThat(failure.reason()).isEqualTo(Reason.FORBIDDEN);
        assertThat(failure).hasMessageContaining("no such file; put the key back");
        assertThat(keyFile()).doesNotExist();
    }

    @Test
    void shouldNotQuoteATextThatIsNoKey() throws Exception {
        current(store(), VALUE);
        for (String text : new String[] {"my-own-password!", "c2hvcnQ=", ""}) {
            Files.writeString(keyFile(), text);
            SecretStoreException failure = failure(() -> store().stages());

            assertThat(failure.reason()).isEqualTo(Reason.FORBIDDEN);
            assertThat(failure).hasMessageContaining("openssl rand -base64 32").hasMessageNotContaining("password!");
        }
    }

    @Test
    void shouldNoticeEveryChangedByte() throws Exception {
        String version = current(store(), VALUE);
        stage(store(), "other");
        byte[] good = Files.readAllBytes(file());
        Random random = new Random(42);

        for (int at = 0; at < good.length; at++) {
            byte[] bad = good.clone();
            bad[at] ^= (byte) (1 << random.nextInt(8));
            Files.write(file(), bad);

            assertThat(failure(() -> read(store(), version)).reason())
                    .as("byte " + at)
                    .isIn(Reason.CORRUPT, Reason.FORBIDDEN);
        }
    }

    @Test
    void shouldNoticeATornFile() throws Exception {
        current(store(), VALUE);
        byte[] good = Files.readAllBytes(file());

        for (int length : new int[] {0, 1, good.length / 2, good.length - 1}) {
            Files.write(file(), Arrays.copyOf(good, length));
            SecretStoreException failure = failure(() -> store().stages());

            assertThat(failure.reason()).as("length " + length).isEqualTo(Reason.CORRUPT);
            assertThat(failure)
                    .hasMessageContaining("put it back from a backup")
                    .hasNoCause();
        }
    }

    @Test
    void shouldNoticeAnOldVersionMadeCurrentByHand() throws Exception {
        current(store(), "old");
        current(store(), "new");
        ObjectNode json = json();
        ObjectNode secret = (ObjectNode) json.at("/secrets/testing~1db-password");
        secret.put("current", "v1").put("previous", "v2");
        write(json);

        assertThat(failure(() -> store().stages()).reason()).isEqualTo(Reason.CORRUPT);
    }

    @Test
    void shouldNotOpenAValueThatWasMovedToAnotherName() throws Exception {
        FileKey key = FileKey.generate().useUtf8(text -> FileKey.parse(SecretValue.ofUtf8(text)));
        byte[] sealed = key.seal(SecretValue.of(VALUE), SealedFile.json("testing/db v1"));

        assertThat(key.open(sealed, SealedFile.json("testing/db v1")).reveal()).isEqualTo(VALUE);
        assertThat(catchThrowableOfType(
                        IllegalArgumentException.class, () -> key.open(sealed, SealedFile.json("testing/db v2"))))
                .hasMessage("not sealed by this key for this purpose");
    }

    @ParameterizedTest
    @EnumSource(Step.class)
    void shouldKeepTheOldOrTheNewContentWhenTheProcessDies(Step step) throws Exception {
        String one = current(store(), "one");
        String two = stage(store(), "two");
        SecretStore dying = store("testing/db-password", reached -> {
            if (reached == step) {
                throw new Died();
            }
        });

        catchThrowableOfType(Died.class, () -> dying.promote(two));

        assertThat(store().stages().current()).contains(step == Step.SYNC_FOLDER ? two : one);
        store().promote(two);
        assertThat(store().stages().current()).contains(two);
        assertThat(store().stages().previous()).contains(one);
        assertThat(read(store(), one)).isEqualTo("one");
        assertThat(LeakScan.of("marked-value").scan(folder)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(Step.class)
    void shouldSayThatTheDiskFailedAndLeaveTheFileWhole(Step step) throws Exception {
        String one = current(store(), "one");
        SecretStore failing = store("testing/db-password", reached -> {
            if (reached == step) {
                throw new IOException("No space left on device");
            }
        });

        SecretStoreException failure = failure(() -> failing.stage(SecretValue.of("two"), "token"));

        assertThat(failure.reason()).isEqualTo(Reason.UNREACHABLE);
        assertThat(failure).hasMessageContaining("No space left on device; is the disk there, and not full?");
        assertThat(read(store(), one)).isEqualTo("one");
    }

    @Test
    void shouldMakeTheKeyAgainIfTheProcessDiedBeforeTheFirstSecretWasKept() throws Exception {
        SecretStore dying = store("testing/db-password", step -> {
            throw new Died();
        });
        catchThrowableOfType(Died.class, () -> stage(dying, "one"));
        byte[] key = Files.readAllBytes(keyFile());

        String version = current(store(), "one");

        assertThat(read(store(), version)).isEqualTo("one");
        assertThat(Files.readAllBytes(keyFile())).isEqualTo(key);
    }

    @Test
    void shouldReportAnInterruptAsOne() throws Exception {
        current(store(), VALUE);
        Thread.currentThread().interrupt();

        assertThat(catchThrowableOfType(InterruptedException.class, () -> stage(store(), "two")))
                .isNotNull();
        assertThat(Thread.interrupted()).isFalse();
    }

    @Test
    void shouldFollowALinkInsteadOfReplacingIt() throws Exception {
        current(store(), "one");
        Path real = folder.resolve("real.json");
        Files.move(file(), real);
        Files.createSymbolicLink(file(), real);

        String two = current(store(), "two");

        assertThat(file()).isSymbolicLink();
        assertThat(read(store(), two)).isEqualTo("two");
    }

    /** Stands for a SIGKILL: nothing between here and the caller expects it. */
    private static final class Died extends Error {
        private static final long serialVersionUID = 1L;
    }

    private interface Act {
        void run() throws Exception;
    }

    private static SecretStoreException failure(Act act) {
        return catchThrowableOfType(SecretStoreException.class, act::run);
    }

    private static String stage(SecretStore store, String value) throws Exception {
        return store.stage(SecretValue.of(value), UUID.randomUUID().toString());
    }

    private static String current(SecretStore store, String value) throws Exception {
        String version = stage(store, value);
        store.promote(version);
        return version;
    }

    private static String read(SecretStore store, String version) throws Exception {
        try (SecretValue value = store.read(version)) {
            return value.reveal();
        }
    }

    private ObjectNode json() throws IOException {
        return (ObjectNode) new ObjectMapper().readTree(file().toFile());
    }

    private void write(ObjectNode json) throws IOException {
        Files.write(file(), new ObjectMapper().writeValueAsBytes(json));
    }
}
