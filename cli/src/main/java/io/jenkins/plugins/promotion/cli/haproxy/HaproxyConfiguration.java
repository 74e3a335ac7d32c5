package io.jenkins.plugins.promotion.cli.haproxy;

import io.jenkins.plugins.promotion.cli.balancer.FrontEnd;
import io.jenkins.plugins.promotion.engine.traffic.Slot;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The files of an {@link HaproxyProcess}: a front end and three backends an environment, and the map between them. */
final class HaproxyConfiguration {
    static final String FILE = "haproxy.cfg";
    static final String MAP = "slots.map";

    /** A unix socket's path has room for 104 to 108 bytes, and HAProxy appends to it while it binds. */
    private static final int LONGEST_SOCKET = 80;

    private static final String SOCKET_FOLDER = "promote-haproxy-";

    private HaproxyConfiguration() {}

    /** A path for the stats socket that only this user can reach: in the folder, unless that is too long for a socket. */
    static String socket(Path folder) throws IOException {
        Path inside = folder.toAbsolutePath().resolve("haproxy.sock");
        if (inside.toString().length() <= LONGEST_SOCKET) {
            return inside.toString();
        }
        return Files.createTempDirectory(SOCKET_FOLDER).resolve("haproxy.sock").toString();
    }

    static void removeSocket(Path socket) throws IOException {
        Files.deleteIfExists(socket);
        if (socket.getParent().getFileName().toString().startsWith(SOCKET_FOLDER)) {
            Files.deleteIfExists(socket.getParent());
        }
    }

    static void write(Path folder, String socket, List<FrontEnd> frontEnds, Map<String, Integer> ports)
            throws IOException {
        StringBuilder configuration = new StringBuilder(common(socket));
        StringBuilder map = new StringBuilder();
        for (FrontEnd frontEnd : frontEnds) {
            configuration.append(section(frontEnd, ports.get(frontEnd.name())));
            map.append(frontEnd.name() + " " + frontEnd.name() + "-" + frontEnd.live() + "\n");
        }
        Files.writeString(folder.resolve(FILE), configuration);
        Files.writeString(folder.resolve(MAP), map);
    }

    private static String common(String socket) {
        // Nothing is retried or sent elsewhere: what is lost is seen as lost.
        return """
                global
                    stats socket "%s" mode 600 level admin
                    nbthread 1
                    maxconn 4000

                defaults
                    mode http
                    retries 0
                    no option redispatch
                    timeout connect 2s
                    timeout client 60s
                    timeout server 60s
                    timeout http-keep-alive 60s
                """.formatted(socket.replaceAll("([\\\\\"$])", "\\\\$1"));
    }

    private static String section(FrontEnd frontEnd, int port) {
        return """

                frontend %1$s
                    bind 127.0.0.1:%2$d
                    use_backend %%[str(%1$s),map(%3$s)]

                backend %1$s-blue
                    server blue %4$s

                backend %1$s-green
                    server green %5$s

                backend %1$s-split
                    balance roundrobin
                    server blue %4$s weight 50
                    server green %5$s weight 50
                """.formatted(
                frontEnd.name(), port, MAP, address(frontEnd.slot(Slot.BLUE)), address(frontEnd.slot(Slot.GREEN)));
    }

    private static String address(URI slot) {
        return slot.getHost() + ":" + slot.getPort();
    }
}
