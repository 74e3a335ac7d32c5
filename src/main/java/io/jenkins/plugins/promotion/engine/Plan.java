package io.jenkins.plugins.promotion.engine;

import io.jenkins.plugins.promotion.engine.approval.ApprovalRule;
import io.jenkins.plugins.promotion.engine.config.Environment;
import io.jenkins.plugins.promotion.engine.traffic.Slot;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

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
        Environment.Rollout rollout,
        Optional<ApprovalRule> approval) {

    public Plan {
        difference = List.copyOf(difference);
        secrets = List.copyOf(secrets);
    }

    /** 128 bits of SHA-256 over everything that is going to be done, in hexadecimal. */
    public String digest() {
        try {
            byte[] facts = String.join("\n", facts()).getBytes(StandardCharsets.UTF_8);
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(facts);
            return HexFormat.of().formatHex(digest, 0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private List<String> facts() {
        List<String> facts = new ArrayList<>();
        facts.add(application);
        facts.add(environment);
        facts.add(release);
        facts.add(live);
        facts.add(slot.toString());
        facts.add(configurationDigest);
        facts.addAll(difference);
        facts.addAll(secrets);
        facts.add(rollout.toString());
        facts.add(approval.map(rule -> rule.quorum() + " " + rule.notRequester() + " " + rule.expires())
                .orElse(""));
        return facts;
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
