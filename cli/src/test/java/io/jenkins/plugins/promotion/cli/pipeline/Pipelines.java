package io.jenkins.plugins.promotion.cli.pipeline;

import io.jenkins.plugins.promotion.cli.pipeline.steps.BuiltInSteps;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;

/** Runs small pipelines in a folder, for tests. */
final class Pipelines {
    private final Path folder;
    private final List<String> lines = new CopyOnWriteArrayList<>();
    private RunSpec spec;
    private Host host;

    Pipelines(Path folder) {
        this.folder = folder;
        spec = RunSpec.of(folder.resolve("Jenkinsfile"), folder.resolve("workspace"))
                .withHome(folder.resolve("home"))
                .withJob("storefront");
        host = Host.of(BuiltInSteps.catalog());
    }

    Pipelines spec(RunSpec changed) {
        spec = changed;
        return this;
    }

    RunSpec spec() {
        return spec;
    }

    Pipelines host(Host changed) {
        host = changed;
        return this;
    }

    Pipelines steps(Step... steps) {
        return host(Host.of(BuiltInSteps.catalog().with(steps)));
    }

    Pipelines library(String name, Map<String, String> files) {
        files.forEach((path, text) -> write(folder.resolve(name).resolve(path), text));
        spec = spec.withLibrary(name, folder.resolve(name));
        return this;
    }

    Pipelines credentials(String yaml) {
        write(folder.resolve("credentials.yaml"), yaml);
        spec = spec.withCredentials(folder.resolve("credentials.yaml"));
        return this;
    }

    PipelineRun start(String script) {
        write(folder.resolve("Jenkinsfile"), script);
        try {
            Files.createDirectories(spec.workspace());
            return PipelineRun.start(spec, host.listening(listener()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    PipelineRun resume(int number) {
        try {
            return PipelineRun.resume(
                    spec.home().resolve("runs").resolve(String.valueOf(number)), host.listening(listener()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Result run(String script) {
        return end(start(script));
    }

    static Result end(PipelineRun run) {
        try {
            return run.ended().get(120, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new AssertionError("the run has not ended", e);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    /** Lines of the log so far, without the runner's own words about nodes and stages. */
    List<String> lines() {
        return List.copyOf(lines);
    }

    /** What {@code echo} printed after a marker. */
    List<String> said() {
        return lines.stream()
                .filter(line -> line.startsWith("> "))
                .map(line -> line.substring(2))
                .toList();
    }

    void waitForLine(Predicate<String> wanted) {
        for (int i = 0; i < 12_000; i++) {
            if (lines.stream().anyMatch(wanted)) {
                return;
            }
            try {
                Thread.sleep(10);
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }
        throw new AssertionError("no such line in " + lines);
    }

    private RunListener listener() {
        return new RunListener() {
            @Override
            public void logged(LogLine line) {
                lines.add(line.text());
            }
        };
    }

    static void write(Path file, String text) {
        try {
            Files.createDirectories(file.getParent());
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
