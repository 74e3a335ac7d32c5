package io.jenkins.plugins.promotion.cli;

import io.jenkins.plugins.promotion.cli.bench.SwitchBenchmark;
import io.jenkins.plugins.promotion.cli.haproxy.HaproxyProcess;
import io.jenkins.plugins.promotion.engine.finding.Finding;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code promote bench}: measures the engine on this machine. */
@Command(
        name = "bench",
        description = "Measures the engine on this machine.",
        footer = {"  promote bench switch", "  promote bench switch --json"})
final class Bench implements Runnable {
    private final Promote promote;

    @Spec
    private CommandSpec spec;

    Bench(Promote promote) {
        this.promote = promote;
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Missing required subcommand");
    }

    @Command(
            name = "switch",
            description =
                    "Switches HAProxy under load, by the engine and by a bare Runtime API command in turn: the time from"
                            + " the decision to the first answer of the new slot, and lost requests.",
            footer = {"  promote bench switch", "  promote bench switch --switches 400 --rate 5000 --json"})
    Exit benchSwitch(
            @Option(names = "--switches", paramLabel = "COUNT", defaultValue = "200", description = "How many (200).")
                    int switches,
            @Option(
                            names = "--rate",
                            paramLabel = "COUNT",
                            defaultValue = "4200",
                            description = "Requests a second (4200).")
                    int rate,
            @Option(names = "--returns", paramLabel = "COUNT", defaultValue = "10", description = "Returns (10).")
                    int returns,
            @Option(names = "--json", description = "Print one JSON object last.") boolean json)
            throws Exception {
        requireAtLeast("--switches", 2, switches);
        requireAtLeast("--rate", 1, rate);
        requireAtLeast("--returns", 1, returns);
        if (HaproxyProcess.installed().isEmpty()) {
            throw new BadInputException(Finding.error(
                    "bench", "haproxy", "HAProxy on this machine", "none", "install it: apt-get install haproxy"));
        }
        Path folder = Files.createTempDirectory("promote-bench");
        try (SwitchBenchmark benchmark = SwitchBenchmark.start(folder)) {
            benchmark.measure(20, rate, 1); // so that the compiler has seen it all
            print(benchmark.measure(switches, rate, returns), switches, json);
        } finally {
            delete(folder);
        }
        return Exit.DONE;
    }

    private static void requireAtLeast(String option, int least, int value) throws BadInputException {
        if (value < least) {
            throw new BadInputException(
                    Finding.error("bench", option, "at least " + least, String.valueOf(value), "raise it"));
        }
    }

    private void print(SwitchBenchmark.Measured measured, int switches, boolean json) {
        PrintWriter out = promote.terminal().out();
        double medianRatio = (double) at(measured.engine(), 0.5) / at(measured.raw(), 0.5);
        double p99Ratio = (double) at(measured.engine(), 0.99) / at(measured.raw(), 0.99);
        if (!json) {
            out.printf(
                    Locale.ROOT,
                    "%d switches under %d requests, %d failed%n"
                            + "decision to first answer, engine: median %d µs, p99 %d µs%n"
                            + "decision to first answer, bare:   median %d µs, p99 %d µs%n"
                            + "ratio: median %.2f, p99 %.2f%n"
                            + "first bad probe to all traffic back: median %d ms, longest %d ms, allowed %d ms%n",
                    switches,
                    measured.load().sent(),
                    measured.load().failed(),
                    at(measured.engine(), 0.5),
                    at(measured.engine(), 0.99),
                    at(measured.raw(), 0.5),
                    at(measured.raw(), 0.99),
                    medianRatio,
                    p99Ratio,
                    at(measured.returns(), 0.5),
                    at(measured.returns(), 1),
                    measured.returnBound());
            return;
        }
        out.printf(
                Locale.ROOT,
                "{\"medianRatio\":%.3f,\"p99Ratio\":%.3f,\"switches\":%d,\"sent\":%d,\"failed\":%d,\"perSecond\":%.0f,"
                        + "\"engineMedianMicros\":%d,\"engineP99Micros\":%d,\"rawMedianMicros\":%d,\"rawP99Micros\":%d,"
                        + "\"returnMedianMillis\":%d,\"returnMaxMillis\":%d,\"returnBoundMillis\":%d}%n",
                medianRatio,
                p99Ratio,
                switches,
                measured.load().sent(),
                measured.load().failed(),
                measured.load().sent() * 1000.0 / measured.load().took().toMillis(),
                at(measured.engine(), 0.5),
                at(measured.engine(), 0.99),
                at(measured.raw(), 0.5),
                at(measured.raw(), 0.99),
                at(measured.returns(), 0.5),
                at(measured.returns(), 1),
                measured.returnBound());
    }

    private static long at(List<Long> values, double quantile) {
        List<Long> sorted = values.stream().sorted(Comparator.naturalOrder()).toList();
        int index = (int) Math.ceil(quantile * sorted.size()) - 1;
        return sorted.isEmpty() ? 0 : sorted.get(Math.max(0, index));
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
