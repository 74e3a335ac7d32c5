package storefront;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A small shop: a page, a list of products, a session, and a health document. What it is told comes from its environment:
 * {@code STOREFRONT_PORT}, {@code STOREFRONT_SLOT}, {@code STOREFRONT_CONFIG}, {@code STOREFRONT_FAULTS},
 * {@code STOREFRONT_ENVIRONMENT}, {@code STOREFRONT_DATABASE}, {@code DB_PASSWORD}, {@code SESSION_KEY}.
 */
public final class Storefront {
    private static final int MOST_THREADS = 64;
    private static final int MOST_ATTEMPTS = 100;

    private final Settings settings;
    private final Session session;
    private final Catalogue catalogue;
    private final Faults faults;
    private final Requests requests = new Requests();
    private final HttpServer server;

    private Storefront(Settings settings) throws IOException {
        this.settings = settings;
        session = new Session(settings.sessionKey());
        catalogue = new Catalogue(settings);
        faults = new Faults(settings.faults());
        server = bind(settings.port());
        server.setExecutor(new ThreadPoolExecutor(
                4, MOST_THREADS, 10, TimeUnit.SECONDS, new SynchronousQueue<>(), (task, pool) -> task.run()));
        server.createContext("/", exchange -> requests.handle(exchange, this::answer));
    }

    /** The port may be, for a moment, that of somebody's connection to elsewhere, or of the process before this one. */
    private static HttpServer bind(int port) throws IOException {
        for (int attempt = 1; ; attempt++) {
            try {
                return HttpServer.create(new InetSocketAddress("127.0.0.1", port), 1024);
            } catch (BindException e) {
                if (attempt == MOST_ATTEMPTS) {
                    throw new IOException("port " + port + ": expected to be free, but was taken for 10 seconds", e);
                }
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
            }
        }
    }

    /** Serves until the process is asked to end, and then finishes what it is working on. */
    public static void main(String[] arguments) throws IOException {
        // Read once by the server when its classes load: answer at once, and keep what a load balancer keeps open.
        System.setProperty("sun.net.httpserver.nodelay", "true");
        System.setProperty("sun.net.httpserver.maxIdleConnections", "2000");
        System.setProperty("sun.net.httpserver.idleInterval", "120");
        Settings settings = Settings.of(System.getenv());
        Storefront storefront = new Storefront(settings);
        Runtime.getRuntime().addShutdownHook(new Thread(storefront::stop));
        storefront.server.start();
        System.out.println(
                "storefront " + settings.version() + " serves " + settings.slot() + " on port " + settings.port());
        if (settings.ready() != null) {
            Files.writeString(settings.ready(), settings.version());
        }
    }

    private void stop() {
        requests.finish();
        server.stop(0);
    }

    private void answer(HttpExchange exchange) throws IOException {
        exchange.getResponseHeaders().set("X-Version", settings.version());
        exchange.getResponseHeaders().set("X-Slot", settings.slot());
        String path = exchange.getRequestURI().getPath();
        if (!exchange.getRequestMethod().equals("GET")) {
            send(exchange, 405, "text/plain", "only GET");
        } else if (path.equals("/health")) {
            Health health = Health.of(settings, catalogue, faults);
            send(exchange, health.healthy() ? 200 : 503, "application/json", health.document());
        } else {
            serve(exchange, path);
        }
    }

    private void serve(HttpExchange exchange, String path) throws IOException {
        faults.delay();
        if (faults.failsThisRequest()) {
            send(exchange, 500, "text/plain", "the fault 'errors' is switched on");
            return;
        }
        switch (path) {
            case "/" -> {
                int visits = session.visit(exchange);
                send(exchange, 200, "text/html; charset=utf-8", catalogue.page(visits));
            }
            case "/api/products" -> send(exchange, 200, "application/json", catalogue.json());
            default -> send(exchange, 404, "text/plain", "nothing here");
        }
    }

    private static void send(HttpExchange exchange, int status, String type, String text) throws IOException {
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
    }

    /**
     * What the environment says.
     *
     * @param ready written when it serves; null for nowhere
     */
    record Settings(
            String version,
            String slot,
            int port,
            Properties configuration,
            Path faults,
            Path ready,
            String environment,
            Path database,
            String databasePassword,
            String sessionKey) {

        static Settings of(Map<String, String> environment) throws IOException {
            Properties configuration = new Properties();
            String file = environment.get("STOREFRONT_CONFIG");
            if (file != null && !file.isEmpty()) {
                try (var reader = Files.newBufferedReader(Path.of(file))) {
                    configuration.load(reader);
                }
            }
            String version = Storefront.class.getPackage().getImplementationVersion();
            return new Settings(
                    version == null ? "development" : version,
                    environment.getOrDefault("STOREFRONT_SLOT", "blue"),
                    Integer.parseInt(environment.getOrDefault("STOREFRONT_PORT", "8080")),
                    configuration,
                    path(environment.get("STOREFRONT_FAULTS")),
                    path(environment.get("STOREFRONT_READY")),
                    environment.getOrDefault("STOREFRONT_ENVIRONMENT", ""),
                    path(environment.get("STOREFRONT_DATABASE")),
                    environment.getOrDefault("DB_PASSWORD", ""),
                    environment.getOrDefault("SESSION_KEY", ""));
        }

        private static Path path(String text) {
            return text == null || text.isEmpty() ? null : Path.of(text);
        }

        /** Never the secrets. */
        @Override
        public String toString() {
            return "storefront " + version + " in " + slot;
        }
    }
}
