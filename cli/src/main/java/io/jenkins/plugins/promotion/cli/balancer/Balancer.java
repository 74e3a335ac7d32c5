package io.jenkins.plugins.promotion.cli.balancer;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.jenkins.plugins.promotion.engine.traffic.Slot;
import io.undertow.Undertow;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.logging.Level;
import java.util.logging.Logger;

/** The load balancer for machines without one: Undertow's proxy, one public port a front end, one admin port for all. */
public final class Balancer implements Closeable {
    private static final String USAGE = "usage: balancer --admin HOST:PORT [--ports FILE]"
            + " { --route NAME --listen HOST:PORT --blue URL --green URL [--split blue|green] } …";

    /** Held here, since the level of a logger that nobody holds is forgotten. */
    private static final List<Logger> LOGGERS = List.of(Logger.getLogger("io.undertow"), Logger.getLogger("org.xnio"));

    private final Undertow server;
    private final URI admin;
    private final Map<String, URI> urls = new LinkedHashMap<>();

    /**
     * Starts it; port 0 lets the system choose.
     *
     * @param frontEnds what it serves, and where
     * @param adminAddress where {@code traffic: { embedded: … }} drives it
     */
    public Balancer(Map<FrontEnd, InetSocketAddress> frontEnds, InetSocketAddress adminAddress) {
        LOGGERS.forEach(logger -> logger.setLevel(Level.WARNING));
        Map<String, Route> routes = new LinkedHashMap<>();
        Undertow.Builder builder = Undertow.builder()
                .setIoThreads(Math.min(2, Runtime.getRuntime().availableProcessors()))
                .setWorkerThreads(1);
        frontEnds.forEach((frontEnd, address) -> {
            Route route = new Route(frontEnd);
            routes.put(frontEnd.name(), route);
            builder.addHttpListener(address.getPort(), address.getHostString(), route.handler());
        });
        builder.addHttpListener(adminAddress.getPort(), adminAddress.getHostString(), new AdminHandler(routes));
        server = builder.build();
        server.start();
        List<URI> bound = server.getListenerInfo().stream()
                .map(listener -> (InetSocketAddress) listener.getAddress())
                .map(address -> URI.create("http://" + address.getHostString() + ":" + address.getPort()))
                .toList();
        int at = 0;
        for (String name : routes.keySet()) {
            urls.put(name, bound.get(at++));
        }
        admin = bound.get(at);
    }

    /** The public address of a front end. */
    public URI url(String frontEnd) {
        return urls.get(frontEnd);
    }

    /** The address that drives a front end: {@code …/split} and {@code …/in-flight} stand below it. */
    public URI admin(String frontEnd) {
        return admin.resolve("/routes/" + frontEnd);
    }

    @Override
    public void close() {
        server.stop();
    }

    /** Serves until the process is ended; writes what it bound to {@code --ports}, or prints it. */
    public static void main(String[] arguments) throws IOException {
        Arguments parsed;
        try {
            parsed = Arguments.parse(arguments);
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage());
            System.err.println(USAGE);
            System.exit(2);
            return;
        }
        Balancer balancer = new Balancer(parsed.frontEnds(), parsed.admin());
        String bound = new ObjectMapper()
                .writeValueAsString(Map.of("admin", balancer.admin.toString(), "urls", balancer.urls));
        if (parsed.ports() == null) {
            System.out.println(bound);
        } else {
            // A reader sees the whole file or none.
            Path half = Path.of(parsed.ports() + ".tmp");
            Files.writeString(half, bound);
            Files.move(half, parsed.ports(), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    private record Arguments(InetSocketAddress admin, Path ports, Map<FrontEnd, InetSocketAddress> frontEnds) {

        private static final Set<String> COMMON = Set.of("--admin", "--ports");
        private static final Set<String> OF_A_ROUTE = Set.of("--route", "--listen", "--blue", "--green", "--split");

        static Arguments parse(String[] arguments) {
            Map<String, String> common = new LinkedHashMap<>();
            List<Map<String, String>> routes = new ArrayList<>();
            Map<String, String> current = common;
            for (Deque<String> left = new ArrayDeque<>(List.of(arguments)); !left.isEmpty(); ) {
                String option = left.pop();
                if (left.isEmpty() || !COMMON.contains(option) && !OF_A_ROUTE.contains(option)) {
                    throw new IllegalArgumentException("not an option with a value: " + option);
                }
                if (option.equals("--route")) {
                    current = new LinkedHashMap<>();
                    routes.add(current);
                }
                (COMMON.contains(option) ? common : current).put(option, left.pop());
            }
            Map<FrontEnd, InetSocketAddress> frontEnds = new LinkedHashMap<>();
            for (Map<String, String> route : routes) {
                frontEnds.put(
                        new FrontEnd(
                                need(route, "--route"),
                                URI.create(need(route, "--blue")),
                                URI.create(need(route, "--green")),
                                Slot.of(route.getOrDefault("--split", "blue"))),
                        address(need(route, "--listen")));
            }
            String ports = common.get("--ports");
            return new Arguments(address(need(common, "--admin")), ports == null ? null : Path.of(ports), frontEnds);
        }

        private static String need(Map<String, String> options, String name) {
            String value = options.get(name);
            if (value == null) {
                throw new IllegalArgumentException("missing " + name);
            }
            return value;
        }

        private static InetSocketAddress address(String text) {
            int colon = text.lastIndexOf(':');
            if (colon <= 0) {
                throw new IllegalArgumentException("expected HOST:PORT, but was " + text);
            }
            return new InetSocketAddress(text.substring(0, colon), Integer.parseInt(text.substring(colon + 1)));
        }
    }
}
