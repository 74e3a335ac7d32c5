package io.jenkins.plugins.promotion.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.promotion.cli.load.LoadResult;
import io.jenkins.plugins.promotion.engine.EnvironmentStatus;
import io.jenkins.plugins.promotion.engine.traffic.Slot;
import io.jenkins.plugins.promotion.engine.traffic.TrafficSplit;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A demonstration as one JSON object. */
final class DemoJson {
    private DemoJson() {}

    static String of(
            PipelineSession.Ended ended, List<EnvironmentStatus> status, Map<String, LoadResult> loads, Path report)
            throws IOException {
        ObjectMapper mapper = new ObjectMapper();
        ObjectNode json = mapper.createObjectNode();
        json.put("result", ended.result());
        ArrayNode environments = json.putArray("environments");
        for (EnvironmentStatus environment : status) {
            ObjectNode facts = environments.addObject();
            facts.put("name", environment.environment());
            facts.put("release", environment.live().orElse(null));
            facts.put(
                    "slot",
                    environment
                            .split()
                            .flatMap(TrafficSplit::sole)
                            .map(Slot::toString)
                            .orElse(null));
            LoadResult load = loads.get(environment.environment());
            facts.putObject("requests")
                    .put("sent", load == null ? 0 : load.sent())
                    .put("failed", load == null ? 0 : load.failed());
        }
        json.set("deployments", RunJson.deployments(ended.deployments()));
        json.put("report", report.toString());
        return mapper.writeValueAsString(json);
    }
}
