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
final class FreezeCheck implements Check {
    private final Environment environment;
    private final Clock clock;

    FreezeCheck(Environment environment, Clock clock) {
        this.environment = environment;
        this.clock = clock;
    }

    @Override
    public String subject() {
        return "freeze " + environment.name();
    }

    @Override
    public List<Finding> run() {
        Instant now = clock.instant();
        List<Finding> findings = new ArrayList<>();
        for (Environment.Freeze freeze : environment.freeze()) {
            FreezeWindow window = FreezeWindow.of(freeze);
            if (window.contains(now)) {
                findings.add(Finding.error(
                        "freeze",
                        environment.name(),
                        "a time outside of the freeze window '" + freeze.cron() + "'",
                        time(now, freeze.zone()),
                        window.endsAfter(now)
                                .map(end -> "wait until " + time(end, freeze.zone()))
                                .orElse("this window never ends; correct it in the promotion file")));
            }
        }
        return findings;
    }

    private static String time(Instant instant, ZoneId zone) {
        return DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm VV")
                .format(instant.truncatedTo(ChronoUnit.MINUTES).atZone(zone));
    }
}
