package io.jenkins.plugins.promotion.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.jenkins.plugins.promotion.engine.EnvironmentStatus;
import io.jenkins.plugins.promotion.engine.traffic.Slot;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code promote status}: what is where, as routers and slots answer now. */
@Command(
        name = "status",
        description = "Shows what is where: asks every router and every slot.",
        footer = {"  promote status", "  promote status --json"})
final class Status implements Callable<Exit> {
    private final Promote promote;

    @Mixin
    private Workplace workplace = new Workplace();

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    Status(Promote promote) {
        this.promote = promote;
    }

    @Override
    public Exit call() throws Exception {
        List<EnvironmentStatus> all = workplace.promotion(promote).status();
        if (json) {
            promote.terminal()
                    .out()
                    .println(new ObjectMapper()
                            .writeValueAsString(Map.of(
                                    "environments",
                                    all.stream().map(Status::facts).toList())));
        } else {
            WhatIsWhere.print(all, promote.terminal());
        }
        return all.stream().allMatch(status -> status.problem().isEmpty()) ? Exit.DONE : Exit.FAILED;
    }

    private static Map<String, Object> facts(EnvironmentStatus status) {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("name", status.environment());
        facts.put("release", status.live().orElse(null));
        facts.put(
                "slot",
                status.split()
                        .flatMap(split -> split.sole())
                        .map(Slot::toString)
                        .orElse(null));
        status.split().ifPresent(split -> facts.put("split", Map.of("blue", split.blue(), "green", split.green())));
        for (Slot slot : Slot.values()) {
            facts.put(slot.toString(), status.slots().get(slot));
        }
        facts.put("problem", status.problem());
        status.holder().ifPresent(holder -> facts.put("holder", holder.deployment()));
        return facts;
    }
}
