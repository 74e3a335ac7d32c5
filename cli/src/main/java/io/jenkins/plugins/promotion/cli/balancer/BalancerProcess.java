package io.jenkins.plugins.promotion.cli.balancer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.promotion.engine.config.Choice;
import io.jenkins.plugins.promotion.engine.traffic.Slot;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The {@link Balancer} in a process of its own; one for all environments. */
public final class BalancerProcess implements LoadBalancer {
    private static final Duration START = Duration.ofSeconds(60);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String STATE = "balancer.json";

    private final RunningProcess process;
    private final JsonNode bound;

    private BalancerProcess(RunningProcess process, JsonNode bound) {
        this.process = process;
        this.bound = bound;
    }

    /**
     * Starts it and waits until it takes requests.
     *
     * @param folder where it keeps its log and what {@link #attach} needs; created if it is missing
     */
    public static BalancerProcess start(Path folder, List<FrontEnd> frontEnds)
            throws IOException, InterruptedException {
        Files.createDirectories(folder);
        Path ports = folder.resolve("balancer-ports.json");
        Path log = folder.resolve("balancer.log");
        Files.deleteIfExists(ports);
        Process started = new ProcessBuilder(command(ports, frontEnds))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.to(log.toFile()))
                .start();
        started.getOutputStream().close();
        long deadline = System.nanoTime() + START.toNanos();
        while (!Files.exists(ports)) {
            if (!started.isAlive() || System.nanoTime() > deadline) {
                started.destroyForcibly();
                throw new IOException("the balancer did not start; it said: " + Files.readString(log));
            }
            Thread.sleep(10);
        }
        BalancerProcess balancer =
                new BalancerProcess(RunningProcess.of(started.toHandle()), JSON.readTree(ports.toFile()));
        ObjectNode state = JSON.createObjectNode();
        state.set("process", JSON.valueToTree(balancer.process));
        state.set("bound", balancer.bound);
        JSON.writeValue(folder.resolve(STATE).toFile(), state);
        return balancer;
    }

    /** The balancer that was started with this folder, if it still runs. */
    public static Optional<BalancerProcess> attach(Path folder) throws IOException {
        Path file = folder.resolve(STATE);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        JsonNode state = JSON.readTree(file.toFile());
        return Optional.of(new BalancerProcess(
                        JSON.treeToValue(state.path("process"), RunningProcess.class), state.path("bound")))
                .filter(BalancerProcess::isRunning);
    }

    private static List<String> command(Path ports, List<FrontEnd> frontEnds) {
        // The shell makes it deaf to Ctrl-C and a closed terminal, which are meant for promote; then it becomes the
        // JVM.
        List<String> command = new ArrayList<>(List.of("sh", "-c", "trap '' INT HUP; exec \"$@\"", "sh"));
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx64m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Balancer.class.getName(),
                "--admin",
                "127.0.0.1:0",
                "--ports",
                ports.toString()));
        for (FrontEnd frontEnd : frontEnds) {
            command.addAll(List.of("--route", frontEnd.name(), "--listen", "127.0.0.1:0"));
            for (Slot slot : Slot.values()) {
                command.addAll(List.of("--" + slot, frontEnd.slot(slot).toString()));
            }
            command.addAll(List.of("--split", frontEnd.live().toString()));
        }
        return command;
    }

    @Override
    public URI url(String frontEnd) {
        return URI.create(bound.path("urls").path(frontEnd).asText());
    }

    @Override
    public Choice traffic(String frontEnd) {
        String address = bound.path("admin").asText() + "/routes/" + frontEnd;
        return new Choice("embedded", JsonNodeFactory.instance.objectNode().put("address", address));
    }

    @Override
    public long pid() {
        return process.pid();
    }

    @Override
    public boolean isRunning() {
        return process.isRunning();
    }

    @Override
    public void stop() throws IOException, InterruptedException {
        process.stop();
    }
}
