package io.jenkins.plugins.promotion.engine.health;

import java.util.Locale;
import java.util.Optional;

/** How well an application or a service says it is. */
public enum HealthStatus {
    HEALTHY,
    /** It works, but something it can do without does not. */
    DEGRADED,
    UNHEALTHY;

    /** The status of that name in any case, in the words of ASP.NET Core, Spring Boot or health+json. */
    static Optional<HealthStatus> of(String name) {
        return switch (name.strip().toLowerCase(Locale.ROOT)) {
            case "healthy", "up", "pass", "ok" -> Optional.of(HEALTHY);
            case "degraded", "warn" -> Optional.of(DEGRADED);
            case "unhealthy", "down", "out_of_service", "fail" -> Optional.of(UNHEALTHY);
            default -> Optional.empty();
        };
    }

    /** As the health document writes it: {@code Healthy}. */
    @Override
    public String toString() {
        return name().charAt(0) + name().substring(1).toLowerCase(Locale.ROOT);
    }
}
