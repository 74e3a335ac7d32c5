package io.jenkins.plugins.promotion.cli.demo;

import io.jenkins.plugins.promotion.cli.Display;
import io.jenkins.plugins.promotion.cli.load.Load;
import io.jenkins.plugins.promotion.cli.load.LoadGenerator;
import io.jenkins.plugins.promotion.cli.load.LoadResult;
import java.io.Closeable;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** A steady load on every public address, counted while a display shows it. */
public final class Loads implements Closeable {
    private static final int PER_SECOND = 50;

    private final Map<String, LoadGenerator> generators = new LinkedHashMap<>();
    private final ScheduledExecutorService shown = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "demo-loads");
        thread.setDaemon(true);
        return thread;
    });

    /** Starts a load on each environment of the demonstration. */
    public static Loads start(DemoWorld world, Display display) throws IOException {
        Loads loads = new Loads();
        for (String environment : DemoWorld.ENVIRONMENTS) {
            loads.generators.put(
                    environment,
                    LoadGenerator.start(Load.of(world.url(environment).resolve("/api/products"), PER_SECOND)));
        }
        loads.shown.scheduleAtFixedRate(() -> loads.show(display), 500, 500, TimeUnit.MILLISECONDS);
        return loads;
    }

    private void show(Display display) {
        generators.forEach((environment, generator) -> {
            LoadResult now = generator.snapshot();
            display.requests(environment, now.sent(), now.failed());
        });
    }

    /** Stops them and tells what each has seen. */
    public Map<String, LoadResult> stop() throws InterruptedException {
        shown.shutdownNow();
        Map<String, LoadResult> results = new LinkedHashMap<>();
        for (Map.Entry<String, LoadGenerator> entry : generators.entrySet()) {
            results.put(entry.getKey(), entry.getValue().stop());
        }
        return results;
    }

    @Override
    public void close() {
        shown.shutdownNow();
        generators.values().forEach(LoadGenerator::close);
    }
}
