package io.jenkins.plugins.promotion.engine.journal;

import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.Scanner;

/** Commits without end and prints the number of each entry that is safe; after a failure waits for a line and goes on. */
final class JournalWriter {
    private JournalWriter() {}

    public static void main(String[] arguments) throws Exception {
        FileJournal journal = FileJournal.open(Path.of(arguments[0]), Clock.systemUTC(), entry -> {});
        Scanner in = new Scanner(System.in);
        while (true) {
            try {
                System.out.println(journal.commit("written", Map.of("text", "grüße ".repeat(5)))
                        .number());
            } catch (JournalException e) {
                System.out.println(e.getMessage());
                in.nextLine();
            }
        }
    }
}
