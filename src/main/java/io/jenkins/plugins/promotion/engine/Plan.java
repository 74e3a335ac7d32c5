package io.jenkins.plugins.promotion.engine;

import io.jenkins.plugins.promotion.engine.approval.ApprovalRule;
import io.jenkins.plugins.promotion.engine.config.Environment;
import io.jenkins.plugins.promotion.engine.traffic.Slot;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * What a deployment is going to do. Approvals are given to its digest, so whatever changes what is done changes the digest.
 *
 * @param application what is promoted
 * @param environment where
 * @param release what goes live
 * @param live the release that is live now; empty if none is
 * @param slot the idle slot, where the release goes
 * @param configurationDigest of the effective configuration; empty if none is published
 * @param difference of the effective configuration from the live one, a line each, secrets masked
 * @param secrets their names
 * @param definition digest of what the promotion file says about how it is done
 * @param rollout how traffic moves
 * @param approval who has to agree; empty if nobody
 */
public record Plan(
        String application,
        String environment,
        String release,
        String live,
        Slot slot,
        String configurationDigest,
        List<String> difference,
        List<String> secrets,
        String definition,
        Environment.Rollout rollout,
        Optional<ApprovalRule> approval) {

    public Plan {
        difference = List.copyOf(difference);
        secrets = List.copyOf(secrets);
    }

    /** 128 bits over everything that is going to be done, in hexadecimal. */
    public String digest() {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("application", application);
        facts.put("environment", environment);
        facts.put("release", release);
        facts.put("live", live);
        facts.put("slot", slot.toString());
        facts.put("configuration", configurationDigest);
        facts.put("difference", difference);
        facts.put("secrets", secrets);
        facts.put("definition", definition);
        facts.put("rollout", rollout.toString());
        facts.put("approval", approval.map(Plan::facts).orElse(Map.of()));
        return Digest.of(facts);
    }

    /** Names in any order are the same list, and so are lists. */
    private static Map<String, Object> facts(ApprovalRule rule) {
        List<String> from = rule.from().stream()
                .map(list -> Digest.of(new TreeSet<>(list)))
                .sorted()
                .toList();
        return Map.of(
                "quorum",
                rule.quorum(),
                "from",
                from,
                "notRequester",
                rule.notRequester(),
                "expires",
                rule.expires().toString());
    }

    /** The plan for a person who decides about it. */
    public List<String> summary() {
        List<String> lines = new ArrayList<>();
        lines.add(application + " " + release + " to " + environment
                + (live.isEmpty() ? ", its first release" : ", where " + live + " is live"));
        lines.add("into the " + slot + " slot, "
                + (rollout.canary().isEmpty() || live.isEmpty() ? "all traffic at once" : canary()));
        lines.add(
                difference.isEmpty()
                        ? "configuration as it is live"
                        : "configuration changes: " + String.join("; ", difference));
        if (!secrets.isEmpty()) {
            lines.add("secrets: " + String.join(", ", secrets));
        }
        lines.add("plan " + digest());
        return lines;
    }

    private String canary() {
        List<String> weights = new ArrayList<>();
        rollout.canary()
                .forEach(step ->
                        weights.add(step.weight() + " % for " + step.hold().toSeconds() + " s"));
        return String.join(", ", weights) + ", then all traffic";
    }
}
