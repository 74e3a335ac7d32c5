package storefront;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The health document: the state of the whole and of every service it needs.
 *
 * @param healthy whether every service is
 */
record Health(boolean healthy, String document) {

    /** The services of this shop are small: the database lets the shop in or not, the cache is the catalogue. */
    static Health of(Storefront.Settings settings, Catalogue catalogue, Faults faults) {
        Map<String, Boolean> services = new LinkedHashMap<>();
        Map<String, Long> millis = new LinkedHashMap<>();
        measure("database", Database.accepts(settings) && !faults.health(), services, millis);
        measure("cache", catalogue.size() > 0, services, millis);
        boolean healthy = !services.containsValue(false);
        StringBuilder text = new StringBuilder();
        services.forEach((name, fine) -> text.append(text.isEmpty() ? "" : ",")
                .append("\"%s\":{\"status\":\"%s\",\"response_time_ms\":%d}"
                        .formatted(name, word(fine), millis.get(name))));
        return new Health(
                healthy,
                "{\"status\":\"%s\",\"timestamp\":\"%s\",\"services\":{%s},\"version\":\"%s\"}"
                        .formatted(
                                word(healthy), Instant.now().truncatedTo(ChronoUnit.MILLIS), text, settings.version()));
    }

    private static void measure(String name, boolean fine, Map<String, Boolean> services, Map<String, Long> millis) {
        long start = System.nanoTime();
        services.put(name, fine);
        millis.put(name, (System.nanoTime() - start) / 1_000_000);
    }

    private static String word(boolean healthy) {
        return healthy ? "Healthy" : "Unhealthy";
    }
}
