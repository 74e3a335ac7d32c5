package io.jenkins.plugins.promotion.history;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;

/** What the live page asks for: where each deployment stands, and the phases of those at work; all of it bounded. */
final class DeploymentJson {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int MOST_PHASES = 20;
    private static final int LONGEST_TEXT = 300;

    private DeploymentJson() {}

    static byte[] of(List<DeploymentView> deployments, Set<String> gates, Awaited awaited) throws IOException {
        ObjectNode all = JSON.createObjectNode();
        all.put("interval", awaited.getIntervalMillis());
        all.put("shape", shape(deployments, gates, awaited));
        all.put("said", deployments.isEmpty() ? "" : deployments.get(0).inWords(gates));
        ArrayNode list = all.putArray("deployments");
        for (DeploymentView deployment : deployments) {
            ObjectNode one = list.addObject();
            one.put("id", deployment.getId());
            one.put("result", deployment.getResult());
            one.put("resultInWords", deployment.getResultInWords());
            one.put("cause", bounded(deployment.getCause()));
            one.put("startedAt", deployment.getStartedAt());
            traffic(one, deployment.getTraffic());
            ArrayNode phases = one.putArray("phases");
            if (deployment.isRunning()) {
                deployment.getPhases().stream().limit(MOST_PHASES).forEach(phase -> phases.addObject()
                        .put("name", phase.getName())
                        .put("state", phase.getState())
                        .put("stateInWords", phase.getStateInWords())
                        .put("duration", phase.getDuration())
                        .put("detail", bounded(phase.getDetail())));
            }
        }
        return JSON.writeValueAsBytes(all);
    }

    private static String bounded(String text) {
        return text.length() <= LONGEST_TEXT ? text : text.substring(0, LONGEST_TEXT - 1) + "…";
    }

    /** Changes with what the page has to draw anew: another deployment, another phase, a question, an end. */
    static String shape(List<DeploymentView> deployments, Set<String> gates, Awaited awaited) {
        StringBuilder shape = new StringBuilder(awaited.name()).append(String.join(",", gates));
        for (DeploymentView deployment : deployments) {
            shape.append(deployment.getId()).append(deployment.getResult());
            shape.append(deployment.getTraffic().getSlots().size());
            deployment.getPhases().forEach(phase -> shape.append(phase.getName())
                    .append(phase.getState()));
        }
        return digest(shape.toString().getBytes(StandardCharsets.UTF_8));
    }

    private static void traffic(ObjectNode deployment, TrafficView traffic) {
        deployment.put("trafficInWords", traffic.getInWords());
        deployment.put("doing", traffic.getDoing());
        deployment.put("until", traffic.getUntil());
        deployment.put("probes", bounded(traffic.getProbes()));
        ArrayNode slots = deployment.putArray("slots");
        traffic.getSlots().forEach(slot -> slots.addObject()
                .put("name", slot.name())
                .put("release", slot.release())
                .put("weight", slot.weight()));
    }

    static String digest(byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content), 0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
