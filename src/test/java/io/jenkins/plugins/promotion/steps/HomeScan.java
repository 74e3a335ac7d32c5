package io.jenkins.plugins.promotion.steps;

import io.jenkins.plugins.promotion.engine.secrets.LeakScan;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Looks for a secret value, in every form, in everything that is written below Jenkins' home. */
final class HomeScan {
    /** What Jenkins itself brings along, and no build writes to. */
    private static final Set<String> NOT_WRITTEN = Set.of("plugins", "war");

    private HomeScan() {}

    static List<LeakScan.Leak> of(File home, String... values) throws IOException {
        LeakScan scan = LeakScan.of(values);
        List<LeakScan.Leak> leaks = new ArrayList<>();
        try (Stream<Path> entries = Files.list(home.toPath())) {
            for (Path entry : entries.toList()) {
                if (!NOT_WRITTEN.contains(entry.getFileName().toString())) {
                    scan.scan(entry).stream()
                            .map(leak -> new LeakScan.Leak(entry + "/" + leak.file(), leak.offset(), leak.encoding()))
                            .forEach(leaks::add);
                }
            }
        }
        return leaks;
    }
}
