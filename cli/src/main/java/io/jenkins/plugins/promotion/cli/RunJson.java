package io.jenkins.plugins.promotion.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.promotion.engine.finding.Finding;
import io.jenkins.plugins.promotion.engine.history.DeploymentRecord;
import io.jenkins.plugins.promotion.engine.history.PhaseRecord;
import java.util.List;

/** A run as one JSON object. */
final class RunJson {
    private static final ObjectMapper JSON = new ObjectMapper();

    private RunJson() {}

    static String of(PipelineSession.Ended ended) throws JsonProcessingException {
        ObjectNode json = JSON.createObjectNode();
        json.put("result", ended.result());
        if (ended.record().error() != null) {
            json.put("error", ended.record().error());
        }
        json.put("run", ended.record().number());
        json.set("deployments", deployments(ended.deployments()));
        json.put("log", ended.directory().resolve("log.txt").toString());
        return JSON.writeValueAsString(json);
    }

    /** Of a command that could not do its work; one line each, as they are printed. */
    static String failed(Exit exit, List<Finding> findings) {
        ObjectNode json = JSON.createObjectNode();
        json.put("result", exit == Exit.NEEDS_A_PERSON ? "NEEDS_A_PERSON" : "FAILED");
        ArrayNode errors = json.putArray("errors");
        findings.stream().filter(Finding::isError).map(Finding::toString).forEach(errors::add);
        return json.toString();
    }

    static ArrayNode deployments(List<DeploymentRecord> records) {
        ArrayNode deployments = JSON.createArrayNode();
        for (DeploymentRecord record : records) {
            ObjectNode deployment = deployments.addObject();
            deployment.put("id", record.deployment().id());
            deployment.put("environment", record.deployment().environment());
            deployment.put("release", record.deployment().release());
            deployment.put("result", record.result().name());
            if (!record.cause().isEmpty()) {
                deployment.put("cause", record.cause());
            }
            ArrayNode phases = deployment.putArray("phases");
            record.phases().forEach(phase -> phases.add(phase(phase)));
        }
        return deployments;
    }

    private static ObjectNode phase(PhaseRecord phase) {
        ObjectNode json = JSON.createObjectNode();
        json.put("name", phase.name());
        json.put("ok", phase.ok());
        json.put("startedAt", phase.startedAt());
        json.put("millis", phase.endedAt() == 0 ? 0 : phase.endedAt() - phase.startedAt());
        return json;
    }
}
