package io.jenkins.plugins.promotion.history;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/** What the live page asks for: states and phases, at most 100 deployments and 50 phases each. */
final class DeploymentJson {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int MOST_PHASES = 50;

    private DeploymentJson() {}

    static byte[] of(List<DeploymentView> deployments, boolean running) throws IOException {
        ObjectNode all = JSON.createObjectNode();
        all.put("running", running);
        ArrayNode list = all.putArray("deployments");
        for (DeploymentView deployment : deployments) {
            ObjectNode one = list.addObject();
            one.put("id", deployment.getId());
            one.put("result", deployment.getResult());
            one.put("resultInWords", deployment.getResultInWords());
            one.put("cause", deployment.getCause());
            one.put("traffic", deployment.getTraffic());
            ArrayNode phases = one.putArray("phases");
            deployment.getPhases().stream().limit(MOST_PHASES).forEach(phase -> phases.addObject()
                    .put("name", phase.getName())
                    .put("state", phase.getState())
                    .put("duration", phase.getDuration())
                    .put("detail", phase.getDetail()));
        }
        return JSON.writeValueAsBytes(all);
    }

    static String digest(byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content), 0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
