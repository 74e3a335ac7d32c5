package storefront;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/**
 * Faults that can be switched on while it runs, by a file that need not exist. Its lines are {@code health}, so that the
 * database counts as broken; {@code errors=50}, so that half of the requests fail; {@code slow=500}, so that each takes half
 * a second longer.
 */
final class Faults {
    private static final long LOOK_EVERY_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    private final Path file;
    private Properties switches = new Properties();
    private long lookedNanos;

    Faults(Path file) {
        this.file = file;
        lookedNanos = System.nanoTime() - LOOK_EVERY_NANOS;
    }

    boolean health() {
        return current().containsKey("health");
    }

    boolean failsThisRequest() {
        int percent = Integer.parseInt(current().getProperty("errors", "0").strip());
        return percent > 0 && ThreadLocalRandom.current().nextInt(100) < percent;
    }

    void delay() {
        long millis = Long.parseLong(current().getProperty("slow", "0").strip());
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized Properties current() {
        if (file != null && System.nanoTime() - lookedNanos >= LOOK_EVERY_NANOS) {
            lookedNanos = System.nanoTime();
            switches = read();
        }
        return switches;
    }

    private Properties read() {
        Properties read = new Properties();
        if (Files.exists(file)) {
            try (var reader = Files.newBufferedReader(file)) {
                read.load(reader);
            } catch (IOException e) {
                return switches; // it is just being written
            }
        }
        return read;
    }
}
