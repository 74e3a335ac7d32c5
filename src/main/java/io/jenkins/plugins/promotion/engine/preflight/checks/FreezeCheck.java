package io.jenkins.plugins.promotion.engine.preflight.checks;

import io.jenkins.plugins.promotion.engine.config.Environment;
import io.jenkins.plugins.promotion.engine.config.FreezeWindow;
import io.jenkins.plugins.promotion.engine.finding.Finding;
import io.jenkins.plugins.promotion.engine.preflight.Check;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/** Always on: the environment is not in a freeze window. */
public final class FreezeCheck implements Check {
    private final String environment;
    private final List<Environment.Freeze> windows;
    private final Clock clock;

    /** @param windows of the promotion file, or of a host's policy */
    public FreezeCheck(String environment, List<Environment.Freeze> windows, Clock clock) {
        this.environment = environment;
        this.windows = List.copyOf(windows);
        this.clock = clock;
    }

    @Override
    public String subject() {
        return "freeze " + environment;
    }

    @Override
    public List<Finding> run() {
        Instant now = clock.instant();
        List<Finding> findings = new ArrayList<>();
        for (Environment.Freeze freeze : windows) {
            FreezeWindow window = FreezeWindow.of(freeze);
            if (window.contains(now)) {
                findings.add(Finding.error(
                        "freeze",
                        environment,
                        "a time outside of the freeze window '" + freeze.cron() + "'" + because(freeze),
                        time(now, freeze.zone()),
                        window.endsAfter(now)
                                .map(end -> "wait until " + time(end, freeze.zone()))
                                .orElse("this window never ends; correct it where it is written")));
            }
        }
        return findings;
    }

    private static String because(Environment.Freeze freeze) {
        return freeze.reason().isEmpty() ? "" : " (" + freeze.reason() + ")";
    }

    private static String time(Instant instant, ZoneId zone) {
        return DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm VV")
                .format(instant.truncatedTo(ChronoUnit.MINUTES).atZone(zone));
    }
}
