package io.jenkins.plugins.promotion.cli.demo;

import io.jenkins.plugins.promotion.cli.balancer.BalancerProcess;
import io.jenkins.plugins.promotion.cli.balancer.FrontEnd;
import io.jenkins.plugins.promotion.cli.balancer.LoadBalancer;
import io.jenkins.plugins.promotion.cli.haproxy.HaproxyProcess;
import io.jenkins.plugins.promotion.engine.traffic.Slot;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Everything that the demonstration runs in, below one folder: a checkout of the demo, the load balancer, the storefront's
 * processes, the state of {@code promote}.
 */
public final class DemoWorld {
    static final List<String> ENVIRONMENTS = List.of("development", "testing", "staging", "production");

    /** In the workspace: what a shell sources, to look at a demonstration that was kept. */
    public static final String VARIABLES = "variables";

    private final Path folder;
    private final LoadBalancer balancer;
    private final Map<String, String> variables;

    private DemoWorld(Path folder, LoadBalancer balancer, Map<String, String> variables) {
        this.folder = folder;
        this.balancer = balancer;
        this.variables = variables;
    }

    /**
     * Builds it anew; what an earlier demonstration left running is stopped first.
     *
     * @param repository with {@code demo/} and {@code Jenkinsfile.example}
     * @param embedded whether to use the embedded load balancer although HAProxy is installed
     * @param fast whether waits are shortened
     */
    public static DemoWorld build(Path repository, Path folder, boolean embedded, boolean fast)
            throws IOException, InterruptedException {
        clear(folder);
        boolean haproxy = !embedded && HaproxyProcess.installed().isPresent();
        checkOut(repository, folder.resolve("workspace"), haproxy);
        Map<String, Map<Slot, Integer>> ports = freePorts();
        List<FrontEnd> frontEnds = new ArrayList<>();
        ports.forEach((name, slots) -> frontEnds.add(
                new FrontEnd(name, local(slots.get(Slot.BLUE)), local(slots.get(Slot.GREEN)), Slot.BLUE)));
        LoadBalancer balancer = haproxy
                ? HaproxyProcess.start(folder.resolve("balancer"), frontEnds)
                : BalancerProcess.start(folder.resolve("balancer"), frontEnds);
        Map<String, String> variables = new LinkedHashMap<>();
        variables.put("DEMO_HOME", folder.resolve("workspace/demo/target").toString());
        variables.put("DEMO_KEYS", folder.resolve("keys").toString());
        variables.put("DEMO_BALANCER", address(balancer));
        variables.put("PROMOTE", repository.resolve("promote").toString());
        variables.put("PROMOTION_STATE", folder.resolve("promotion").toString());
        ports.forEach((name, slots) -> {
            String upper = name.toUpperCase(Locale.ROOT);
            variables.put("STOREFRONT_URL_" + upper, balancer.url(name).toString());
            slots.forEach((slot, port) ->
                    variables.put("STOREFRONT_PORT_" + upper + "_" + slot.name(), String.valueOf(port)));
        });
        URI dependency = balancer.url("development");
        // Something that the storefront depends on, for a check to look at: the load balancer plays it.
        variables.put("DEMO_DEPENDENCY", dependency.getHost() + ":" + dependency.getPort());
        variables.put("DEMO_PRODUCTION_DEPENDENCY", variables.get("DEMO_DEPENDENCY"));
        variables.putAll(pace(fast));
        Files.writeString(folder.resolve("workspace").resolve(VARIABLES), exports(variables));
        return new DemoWorld(folder, balancer, variables);
    }

    private static String exports(Map<String, String> variables) {
        StringBuilder script =
                new StringBuilder("# For a shell in this folder: what promote finds in its environment here.\n");
        script.append("export PROMOTION_FILE=demo/promotion.yaml\n");
        variables.forEach(
                (name, value) -> script.append("export " + name + "='" + value.replace("'", "'\\''") + "'\n"));
        return script.toString();
    }

    private static Map<String, String> pace(boolean fast) {
        return fast
                ? Map.of("DEMO_EVERY", "100ms", "DEMO_HOLD", "1s", "DEMO_SOAK", "1s")
                : Map.of("DEMO_EVERY", "500ms", "DEMO_HOLD", "5s", "DEMO_SOAK", "5s");
    }

    private static String address(LoadBalancer balancer) {
        String address =
                balancer.traffic(ENVIRONMENTS.get(0)).settings().path("address").asText();
        return address.replaceFirst("/routes/[^/]*$", "");
    }

    private static URI local(int port) {
        return URI.create("http://127.0.0.1:" + port);
    }

    private static Map<String, Map<Slot, Integer>> freePorts() throws IOException {
        Map<String, Map<Slot, Integer>> ports = new LinkedHashMap<>();
        List<ServerSocket> held = new ArrayList<>();
        for (String environment : ENVIRONMENTS) {
            Map<Slot, Integer> slots = new LinkedHashMap<>();
            for (Slot slot : Slot.values()) {
                ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                held.add(socket);
                slots.put(slot, socket.getLocalPort());
            }
            ports.put(environment, slots);
        }
        for (ServerSocket socket : held) {
            socket.close();
        }
        return ports;
    }

    /** The demo as a team would have it in a repository of its own; it names the load balancer that runs here. */
    private static void checkOut(Path repository, Path workspace, boolean haproxy) throws IOException {
        copy(repository.resolve("demo"), workspace.resolve("demo"));
        Files.copy(repository.resolve("Jenkinsfile.example"), workspace.resolve("Jenkinsfile"));
        if (!haproxy) {
            Path file = workspace.resolve("demo/promotion.yaml");
            Files.writeString(
                    file,
                    Files.readString(file)
                            .replaceAll(
                                    "haproxy: \\{ address: \"(.*)\", map: [^,]*, key: (\\w+) }",
                                    "embedded: { address: \"$1/routes/$2\" }"));
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                Path relative = from.relativize(file);
                if (relative.startsWith("target")) {
                    continue;
                }
                Path target = to.resolve(relative.toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(target);
                } else {
                    Files.copy(file, target, StandardCopyOption.COPY_ATTRIBUTES);
                }
            }
        }
    }

    private static void clear(Path folder) throws IOException, InterruptedException {
        if (Files.notExists(folder)) {
            return;
        }
        stop(folder);
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }

    /** Stops what a demonstration in that folder left running; its files stay. */
    public static void stop(Path folder) throws IOException, InterruptedException {
        stopStorefronts(folder);
        var haproxy = HaproxyProcess.attach(folder.resolve("balancer"));
        if (haproxy.isPresent()) {
            haproxy.get().stop();
        }
        var embedded = BalancerProcess.attach(folder.resolve("balancer"));
        if (embedded.isPresent()) {
            embedded.get().stop();
        }
    }

    private static void stopStorefronts(Path folder) throws IOException, InterruptedException {
        Path script = folder.resolve("workspace/demo/stop.sh");
        if (Files.exists(script)) {
            ProcessBuilder stop = new ProcessBuilder("sh", script.toString())
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve("stop.log").toFile());
            stop.environment()
                    .put("DEMO_HOME", folder.resolve("workspace/demo/target").toString());
            stop.start().waitFor();
        }
    }

    /** Stops the storefront and the load balancer; the files stay, to be looked at. */
    public void stop() throws IOException, InterruptedException {
        stopStorefronts(folder);
        balancer.stop();
    }

    /** What the pipeline and the promotion file find in their environment. */
    public Map<String, String> variables() {
        return variables;
    }

    /** The public address of an environment. */
    public URI url(String environment) {
        return balancer.url(environment);
    }

    public Path workspace() {
        return folder.resolve("workspace");
    }

    /** Where {@code promote} keeps its state. */
    public Path state() {
        return folder.resolve("promotion");
    }

    /** Where the storefront's processes, releases and configuration are. */
    public Path home() {
        return folder.resolve("workspace/demo/target");
    }

    public String balancer() {
        return balancer instanceof HaproxyProcess ? "HAProxy" : "the embedded load balancer";
    }
}
