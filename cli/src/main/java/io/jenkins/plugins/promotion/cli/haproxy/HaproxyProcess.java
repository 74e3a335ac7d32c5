package io.jenkins.plugins.promotion.cli.haproxy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.jenkins.plugins.promotion.cli.balancer.FrontEnd;
import io.jenkins.plugins.promotion.cli.balancer.LoadBalancer;
import io.jenkins.plugins.promotion.cli.balancer.RunningProcess;
import io.jenkins.plugins.promotion.engine.config.Choice;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** An HAProxy of our own: one process for all environments, driven through its stats socket. */
public final class HaproxyProcess implements LoadBalancer {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String STATE = "haproxy.json";
    private static final int ATTEMPTS = 5;

    private final State state;

    private HaproxyProcess(State state) {
        this.state = state;
    }

    /** What {@link #attach} needs to know. */
    private record State(RunningProcess process, String socket, Map<String, Integer> ports) {}

    /** The installed HAProxy, on the path or where packages put it. */
    public static Optional<Path> installed() {
        Stream<String> path =
                Stream.of(Optional.ofNullable(System.getenv("PATH")).orElse("").split(File.pathSeparator));
        return Stream.concat(path, Stream.of("/usr/sbin", "/usr/local/sbin", "/opt/homebrew/bin"))
                .filter(folder -> !folder.isBlank())
                .map(folder -> Path.of(folder, "haproxy"))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /**
     * Starts it and returns when it takes requests.
     *
     * @param folder where it keeps its configuration, map and socket, and what {@link #attach} needs; created if missing
     * @throws IOException if HAProxy is not installed or does not start; the message has what it said
     */
    public static HaproxyProcess start(Path folder, List<FrontEnd> frontEnds) throws IOException, InterruptedException {
        Path program = installed().orElseThrow(() -> new IOException("haproxy is not installed"));
        Files.createDirectories(folder);
        String socket = HaproxyConfiguration.socket(folder);
        IOException last = null;
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            // Between choosing a free port and binding it somebody else may take it: then choose again.
            Map<String, Integer> ports = freePorts(frontEnds);
            HaproxyConfiguration.write(folder, socket, frontEnds, ports);
            try {
                HaproxyProcess started = new HaproxyProcess(new State(launch(program, folder), socket, ports));
                JSON.writeValue(folder.resolve(STATE).toFile(), started.state);
                return started;
            } catch (IOException e) {
                last = e;
            }
        }
        throw last;
    }

    /** The HAProxy that was started with this folder, if it still runs. */
    public static Optional<HaproxyProcess> attach(Path folder) throws IOException {
        Path file = folder.resolve(STATE);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        return Optional.of(new HaproxyProcess(JSON.readValue(file.toFile(), State.class)))
                .filter(HaproxyProcess::isRunning);
    }

    private static Map<String, Integer> freePorts(List<FrontEnd> frontEnds) throws IOException {
        Map<String, Integer> ports = new LinkedHashMap<>();
        for (FrontEnd frontEnd : frontEnds) {
            try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                ports.put(frontEnd.name(), probe.getLocalPort());
            }
        }
        return ports;
    }

    /** HAProxy leaves to the background by itself, out of reach of Ctrl-C, once all its ports are bound. */
    private static RunningProcess launch(Path program, Path folder) throws IOException, InterruptedException {
        Path log = folder.resolve("haproxy.log");
        Path pidFile = folder.resolve("haproxy.pid");
        Files.deleteIfExists(pidFile);
        Process launcher = new ProcessBuilder(
                        program.toString(), "-D", "-f", HaproxyConfiguration.FILE, "-p", pidFile.toString())
                .directory(folder.toFile()) // so that the map's name is short and has no odd character
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.to(log.toFile()))
                .start();
        if (launcher.waitFor() != 0) {
            throw new IOException("haproxy did not start; it said: " + Files.readString(log));
        }
        long pid = Long.parseLong(Files.readString(pidFile).strip());
        return ProcessHandle.of(pid)
                .map(RunningProcess::of)
                .orElseThrow(() -> new IOException("haproxy started and ended at once; it said: " + log(log)));
    }

    private static String log(Path log) {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The path of the stats socket. */
    public String socket() {
        return state.socket();
    }

    @Override
    public URI url(String frontEnd) {
        return URI.create("http://127.0.0.1:" + state.ports().get(frontEnd));
    }

    @Override
    public Choice traffic(String frontEnd) {
        return new Choice(
                "haproxy",
                JsonNodeFactory.instance
                        .objectNode()
                        .put("address", state.socket())
                        .put("map", HaproxyConfiguration.MAP)
                        .put("key", frontEnd));
    }

    @Override
    public long pid() {
        return state.process().pid();
    }

    @Override
    public boolean isRunning() {
        return state.process().isRunning();
    }

    @Override
    public void stop() throws IOException, InterruptedException {
        state.process().stop();
        HaproxyConfiguration.removeSocket(Path.of(state.socket()));
    }
}
