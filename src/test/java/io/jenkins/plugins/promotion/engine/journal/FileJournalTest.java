package io.jenkins.plugins.promotion.engine.journal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.jenkins.plugins.promotion.engine.ChildJvm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class FileJournalTest {
    private static final Clock CLOCK = Clock.fixed(Instant.ofEpochMilli(1_234), ZoneOffset.UTC);
    private static final Map<String, Object> NESTED = Map.of(
            "slot", "blue", "weight", 5, "ok", true, "steps", List.of(Map.of("weight", 5), Map.of("weight", 25)));

    @TempDir
    Path folder;

    private Path file;

    @BeforeEach
    void setUp() {
        file = folder.resolve("deployment").resolve("journal.jsonl");
    }

    @Test
    void shouldNumberItsEntriesFromOneWithoutGaps() throws Exception {
        try (FileJournal journal = open()) {
            journal.commit("a", Map.of());
            journal.note("b", Map.of());
            journal.commit("c", Map.of());

            assertThat(journal.entries()).extracting(JournalEntry::number).containsExactly(1L, 2L, 3L);
            assertThat(journal.entries()).extracting(JournalEntry::at).containsOnly(1_234L);
        }
    }

    @Test
    void shouldFindEverythingAgainThatWasOnDiskOnly() throws Exception {
        try (FileJournal journal = open()) {
            JournalEntry applied = journal.commit("applied", Map.of("blue", 5));
            JournalEntry look = journal.glimpse("look", Map.of("good", true));
            JournalEntry end = journal.commit("end", Map.of());

            assertThat(journal.entries()).containsExactly(applied, look, end);
            assertThat(journal.last("applied")).contains(applied);
        }
    }

    @Test
    void shouldNotTakeForItsOwnWhatAnotherProcessHasWrittenSince() throws Exception {
        try (FileJournal journal = open()) {
            journal.glimpse("look", Map.of());
            try (FileJournal other = open()) {
                other.commit("taken over", Map.of());
            }

            assertThat(journal.entries()).extracting(JournalEntry::kind).containsExactly("look");
        }
    }

    @Test
    void shouldSayWhenWhatIsOnDiskOnlyIsGone() throws Exception {
        try (FileJournal journal = open()) {
            journal.glimpse("look", Map.of());
            Files.write(file, new byte[0]);

            assertThatThrownBy(journal::entries).hasMessageContaining("expected 1 lines in " + file + ", but was 0");
        }
    }

    @Test
    void shouldGoOnWhereItStoppedWhenOpenedAgain() throws Exception {
        List<JournalEntry> before = write(2);

        try (FileJournal journal = open()) {
            assertThat(journal.entries()).isEqualTo(before);
            assertThat(journal.commit("next", Map.of()).number()).isEqualTo(3);
            assertThat(journal.last("next")).isPresent();
        }
        assertThat(FileJournal.read(file)).hasSize(3).startsWith(before.toArray(JournalEntry[]::new));
    }

    @Test
    void shouldGiveBackWhatWasWrittenInEveryScriptAndAtEveryDepth() throws Exception {
        String text = "Grüße, 日本, 𝄞 \u0000 \u2028 \"\\\n\t";
        try (FileJournal journal = open()) {
            journal.commit("nested", NESTED);
            journal.commit("text", Map.of(text, text, "map", Map.of("name", text)));
        }

        List<JournalEntry> read = FileJournal.read(file);

        assertThat(read.get(0).data()).isEqualTo(NESTED);
        assertThat(read.get(1).text(text)).isEqualTo(text);
        assertThat(read.get(1).texts("map")).containsExactly(Map.entry("name", text));
        assertThat(Files.readString(file).lines()).hasSize(2);
    }

    @Test
    void shouldDropALastLineTornAtAnyByte() throws Exception {
        List<JournalEntry> entries = write(3);
        byte[] bytes = Files.readAllBytes(file);
        int whole = lineStart(bytes, 3);

        for (int length = whole; length < bytes.length; length++) {
            Files.write(file, Arrays.copyOf(bytes, length));

            assertThat(FileJournal.read(file)).as("cut at byte " + length).isEqualTo(entries.subList(0, 2));
            requireUsableAfter(entries.subList(0, 2));
        }
    }

    @Test
    void shouldDropZerosThatACrashLeftAtTheEnd() throws Exception {
        List<JournalEntry> entries = write(2);
        byte[] bytes = Files.readAllBytes(file);

        for (int zeros = 1; zeros < 20; zeros++) {
            Files.write(file, Arrays.copyOf(bytes, bytes.length + zeros));

            requireUsableAfter(entries);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "rubbish\n",
                "\n",
                "null\n",
                "{}\n",
                "[1]\n",
                "\u0000\u0000\n",
                "{\"number\":7,\"at\":1,\"kind\":\"gap\",\"data\":{}}\n",
                "{\"number\":3,\"at\":1,\"data\":{}}\n",
                "{\"number\":3,\"at\":1,\"kind\":\"a\"}\n",
                "{\"number\":3,\"at\":1,\"kind\":\"a\",\"data\":{}}{\"number\":4}\n"
            })
    void shouldDropALastLineThatIsNoEntry(String line) throws Exception {
        List<JournalEntry> entries = write(2);
        Files.writeString(file, line, StandardOpenOption.APPEND);

        assertThat(FileJournal.read(file)).isEqualTo(entries);
        requireUsableAfter(entries);
    }

    @Test
    void shouldNameTheLineAndTheFileWhenAnEarlierLineCannotBeRead() throws Exception {
        write(3);
        byte[] bytes = Files.readAllBytes(file);
        bytes[lineStart(bytes, 2)] = 'X';
        Files.write(file, bytes);

        assertThatThrownBy(() -> FileJournal.read(file))
                .isInstanceOf(JournalException.class)
                .hasMessageContaining("line 2")
                .hasMessageContaining(file.toString());
        assertThatThrownBy(this::open).isInstanceOf(JournalException.class).hasMessageContaining("line 2");
        assertThat(Files.readAllBytes(file)).isEqualTo(bytes);
    }

    @Test
    void shouldRefuseAJournalWithAMissingLine() throws Exception {
        write(4);
        List<String> lines = new ArrayList<>(Files.readAllLines(file));
        lines.remove(1);
        Files.write(file, lines);

        assertThatThrownBy(this::open).isInstanceOf(JournalException.class).hasMessageContaining("line 2");
    }

    @Test
    void shouldNameTheFileThatCannotBeOpened() throws Exception {
        Files.createDirectories(file);

        assertThatThrownBy(this::open).isInstanceOf(JournalException.class).hasMessageContaining(file.toString());
        assertThatThrownBy(() -> FileJournal.read(folder.resolve("none")))
                .isInstanceOf(JournalException.class)
                .hasMessageContaining("none");
    }

    @Test
    void shouldWriteNothingOfAnEntryThatIsNotJson() throws Exception {
        try (FileJournal journal = open()) {
            assertThatThrownBy(() -> journal.commit("odd", Map.of("value", new Object())))
                    .isInstanceOf(JournalException.class)
                    .hasMessageContaining("'odd'");

            assertThat(journal.commit("next", Map.of()).number()).isEqualTo(1);
        }
        assertThat(FileJournal.read(file)).hasSize(1);
    }

    @Test
    void shouldStayWholeWhileTheDiskIsFullAndGoOnWhenItHasRoom() throws Exception {
        assumeTrue(has("prlimit"), "prlimit is not installed");
        try (ChildJvm writer =
                ChildJvm.start(List.of("prlimit", "--fsize=1000:unlimited"), JournalWriter.class, file.toString())) {
            long committed = 0;
            String line = writer.readLine();
            for (; line.matches("\\d+"); line = writer.readLine()) {
                committed = Long.parseLong(line);
            }
            assertThat(line).contains("cannot write 'written' to the journal " + file);
            assertThat(committed).isPositive();
            assertThat(FileJournal.read(file)).hasSize((int) committed);
            assertThat(Files.readString(file)).endsWith("\n");

            writer.writeLine("once more");
            assertThat(writer.readLine()).contains("cannot write 'written'");
            new ProcessBuilder("prlimit", "--pid", String.valueOf(writer.pid()), "--fsize=unlimited")
                    .start()
                    .waitFor();
            writer.writeLine("there is room");
            assertThat(writer.readLine()).isEqualTo(String.valueOf(committed + 1));
            writer.kill();
            assertThat(FileJournal.read(file)).hasSizeGreaterThan((int) committed);
        }
    }

    @Test
    void shouldKeepWhatWasCommittedWhenTheProcessIsKilled() throws Exception {
        long committed = 0;
        try (ChildJvm writer = ChildJvm.start(JournalWriter.class, file.toString())) {
            while (committed < 50) {
                committed = Long.parseLong(writer.readLine());
            }
            writer.kill();
            for (String line = writer.readLine(); line != null && line.matches("\\d+"); line = writer.readLine()) {
                committed = Long.parseLong(line);
            }
        }

        try (FileJournal journal = open()) {
            assertThat(journal.entries()).hasSizeGreaterThanOrEqualTo((int) committed);
            assertThat(journal.commit("next", Map.of()).number())
                    .isEqualTo(journal.entries().size());
        }
    }

    @Test
    void shouldGiveEachOfManyThreadsItsOwnNumber() throws Exception {
        int threads = 4;
        int each = 50;
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try (FileJournal journal = open()) {
            Callable<List<Long>> writer = () -> {
                List<Long> numbers = new ArrayList<>();
                for (int i = 0; i < each; i++) {
                    numbers.add(journal.note("thread", Map.of("i", i)).number());
                }
                return numbers;
            };
            List<Long> numbers = new ArrayList<>();
            for (Future<List<Long>> written :
                    pool.invokeAll(Stream.generate(() -> writer).limit(threads).toList())) {
                assertThat(written.get()).isSorted();
                numbers.addAll(written.get());
            }

            assertThat(numbers)
                    .containsExactlyInAnyOrderElementsOf(
                            LongStream.rangeClosed(1, threads * each).boxed().toList());
            assertThat(FileJournal.read(file)).hasSize(threads * each);
        } finally {
            pool.shutdownNow();
        }
    }

    @Test
    void shouldBeReadableWhileItIsWritten() throws Exception {
        ExecutorService pool = Executors.newSingleThreadExecutor();
        try (FileJournal journal = open()) {
            journal.note("first", Map.of());
            Future<?> writer = pool.submit(() -> {
                for (int i = 0; i < 2_000; i++) {
                    journal.note("written", Map.of("text", "x".repeat(i % 200)));
                }
                return null;
            });
            int before = 0;
            while (!writer.isDone()) {
                int now = FileJournal.read(file).size();
                assertThat(now).isGreaterThanOrEqualTo(before);
                before = now;
            }
            writer.get();
            assertThat(FileJournal.read(file)).hasSize(2_001);
        } finally {
            pool.shutdownNow();
        }
    }

    @Test
    void shouldBeWritableByAnInterruptedThread() throws Exception {
        try (FileJournal journal = open()) {
            Thread.currentThread().interrupt();
            journal.commit("aborted", Map.of());
            journal.note("next", Map.of());

            assertThat(Thread.interrupted()).as("interrupt is kept").isTrue();
        } finally {
            Thread.interrupted();
        }
        assertThat(FileJournal.read(file)).hasSize(2);
    }

    @Test
    void shouldRefuseToWriteOverTheLinesOfAProcessThatWentOn() throws Exception {
        try (FileJournal asleep = open()) {
            asleep.commit("before", Map.of());
            List<JournalEntry> goneOn = write(2);

            assertThatThrownBy(() -> asleep.commit("late", Map.of()))
                    .isInstanceOf(JournalException.class)
                    .hasMessageContaining("another process has written");
            assertThat(FileJournal.read(file)).isEqualTo(goneOn);
        }
    }

    @Test
    void shouldShowEachEntryToItsListenerBeforeAndAfterItIsInTheFile() throws Exception {
        List<String> seen = new ArrayList<>();
        JournalListener listener = new JournalListener() {
            @Override
            public void before(JournalEntry entry) {
                seen.add("before " + entry.number() + " with " + lines());
            }

            @Override
            public void after(JournalEntry entry) {
                seen.add("after " + entry.number() + " with " + lines());
            }
        };
        try (FileJournal journal = FileJournal.open(file, CLOCK, listener)) {
            journal.commit("a", Map.of());
            journal.note("b", Map.of());
        }

        assertThat(seen).containsExactly("before 1 with 0", "after 1 with 1", "before 2 with 1", "after 2 with 2");
    }

    private int lines() {
        try {
            return Files.readAllLines(file).size();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private FileJournal open() throws JournalException {
        return FileJournal.open(file, CLOCK, entry -> {});
    }

    /** Opens the journal, writes, closes it; gives all it holds then. */
    private List<JournalEntry> write(int count) throws JournalException {
        try (FileJournal journal = open()) {
            for (int i = 0; i < count; i++) {
                journal.commit("kind", Map.of("text", "größe", "list", List.of(1, 2)));
            }
            return journal.entries();
        }
    }

    private void requireUsableAfter(List<JournalEntry> whole) throws JournalException {
        try (FileJournal journal = open()) {
            assertThat(journal.entries()).isEqualTo(whole);
            journal.note("next", Map.of());
        }
        assertThat(FileJournal.read(file))
                .startsWith(whole.toArray(JournalEntry[]::new))
                .extracting(JournalEntry::number)
                .containsExactlyElementsOf(
                        LongStream.rangeClosed(1, whole.size() + 1).boxed().toList());
    }

    /** Offset of the line's first byte; lines count from 1. */
    private static int lineStart(byte[] bytes, int line) {
        String before = new String(bytes, UTF_8).lines().limit(line - 1L).reduce("", (all, next) -> all + next + "\n");
        return before.getBytes(UTF_8).length;
    }

    private static boolean has(String command) {
        return Stream.of(System.getenv("PATH").split(":"))
                .anyMatch(place -> Files.isExecutable(Path.of(place, command)));
    }
}
