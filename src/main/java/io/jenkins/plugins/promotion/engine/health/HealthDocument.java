package io.jenkins.plugins.promotion.engine.health;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeType;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What an application says about itself under its health address.
 *
 * @param status of the whole application
 * @param services what it depends on, by name, in the document's order
 * @param version the release it runs, if it tells
 */
public record HealthDocument(HealthStatus status, Map<String, Service> services, Optional<String> version) {

    /** Longer documents are not read. */
    static final int MAX_BYTES = 1024 * 1024;

    private static final int LONGEST_NAME = 200;

    private static final ObjectMapper JSON = new ObjectMapper(JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(50)
                    .maxDocumentLength(MAX_BYTES)
                    .build())
            .build());

    public HealthDocument {
        services = Collections.unmodifiableMap(new LinkedHashMap<>(services));
    }

    /**
     * Something the application depends on.
     *
     * @param responseTime how long it took to answer the application, if that is known
     */
    public record Service(HealthStatus status, Optional<Duration> responseTime) {}

    /**
     * Reads a document: JSON with {@code status}, {@code services} (Spring: {@code components}) and {@code version}, unknown
     * fields ignored; or a status as the only word, as ASP.NET Core answers by default.
     *
     * @throws IOException if it is neither; the message says what it is instead
     */
    public static HealthDocument parse(byte[] document) throws IOException {
        if (document.length > MAX_BYTES) {
            throw new IOException("longer than 1 MiB");
        }
        Optional<HealthStatus> word = HealthStatus.of(new String(document, StandardCharsets.UTF_8));
        if (word.isPresent()) {
            return new HealthDocument(word.get(), Map.of(), Optional.empty());
        }
        JsonNode root = read(document);
        if (!root.path("status").isTextual()) {
            throw new IOException("JSON without a status");
        }
        String status = root.path("status").asText();
        return new HealthDocument(
                HealthStatus.of(status)
                        .orElseThrow(() ->
                                new IOException("a document with the unknown status '" + shown(status, 40) + "'")),
                services(root.has("services") ? root.path("services") : root.path("components")),
                version(root.path("version")));
    }

    private static JsonNode read(byte[] document) throws IOException {
        try {
            JsonNode root = JSON.readTree(document);
            if (root.getNodeType() == JsonNodeType.OBJECT) {
                return root;
            }
        } catch (IOException e) {
            // Jackson's message quotes the document, which may be anything.
        }
        throw new IOException("no JSON object");
    }

    private static Map<String, Service> services(JsonNode services) {
        Map<String, Service> byName = new LinkedHashMap<>();
        services.properties()
                .forEach(entry -> byName.merge(
                        shown(entry.getKey(), LONGEST_NAME), service(entry.getValue()), HealthDocument::worse));
        return byName;
    }

    /** Two names may look the same. */
    private static Service worse(Service one, Service other) {
        return one.status().compareTo(other.status()) >= 0 ? one : other;
    }

    private static Service service(JsonNode service) {
        JsonNode status = service.isTextual() ? service : service.path("status");
        JsonNode millis = service.path("response_time_ms");
        return new Service(
                HealthStatus.of(status.asText()).orElse(HealthStatus.UNHEALTHY),
                millis.isNumber() ? Optional.of(Duration.ofNanos((long) (millis.asDouble() * 1e6))) : Optional.empty());
    }

    private static Optional<String> version(JsonNode version) {
        return version.isTextual() || version.isNumber()
                ? Optional.of(shown(version.asText().strip(), LONGEST_NAME)).filter(text -> !text.isEmpty())
                : Optional.empty();
    }

    /** Fit for a line of a log or a terminal, whatever the application wrote. */
    private static String shown(String text, int length) {
        String line = text.replaceAll("\\p{Cntrl}", "?");
        return line.length() <= length ? line : line.substring(0, length) + "…";
    }

    /** The services of that status, in the document's order. */
    public List<String> servicesThatAre(HealthStatus wanted) {
        return services.entrySet().stream()
                .filter(service -> service.getValue().status() == wanted)
                .map(Map.Entry::getKey)
                .toList();
    }
}
