package io.jenkins.plugins.promotion.cli;

import io.jenkins.plugins.promotion.engine.EnvironmentStatus;
import io.jenkins.plugins.promotion.engine.traffic.Slot;
import io.jenkins.plugins.promotion.engine.traffic.TrafficSplit;
import java.util.ArrayList;
import java.util.List;

/** The table of environments, slots, releases and weights. */
final class WhatIsWhere {
    private static final List<String> HEAD =
            List.of("environment", "live", "blue", "green", "traffic", "last deployment");

    private WhatIsWhere() {}

    static void print(List<EnvironmentStatus> all, Terminal terminal) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(HEAD);
        all.forEach(status -> rows.add(row(status)));
        int[] widths = new int[HEAD.size()];
        rows.forEach(row -> {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        });
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < widths.length; i++) {
                line.append(String.format("%-" + widths[i] + "s  ", row.get(i)));
            }
            terminal.out().println(line.toString().stripTrailing());
        }
        for (EnvironmentStatus status : all) {
            if (!status.problem().isEmpty()) {
                terminal.out().println(terminal.paint(Ink.RED, status.environment()) + ": " + status.problem());
            }
            status.holder().ifPresent(holder -> terminal.out()
                    .println(status.environment() + ": deployment " + holder.deployment()
                            + (holder.alive()
                                    ? " is at work"
                                    : " was interrupted; 'promote resume' or 'promote rollback " + status.environment()
                                            + "'")));
        }
    }

    private static List<String> row(EnvironmentStatus status) {
        return List.of(
                status.environment(),
                status.live().orElse(status.split().isPresent() ? "-" : "unknown"),
                status.releases().getOrDefault(Slot.BLUE, "-"),
                status.releases().getOrDefault(Slot.GREEN, "-"),
                status.split().map(TrafficSplit::toString).orElse("unknown"),
                status.last()
                        .map(last -> last.deployment().release() + " " + last.result())
                        .orElse("none"));
    }
}
