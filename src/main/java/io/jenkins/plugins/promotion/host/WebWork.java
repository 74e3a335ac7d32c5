package io.jenkins.plugins.promotion.host;

import io.jenkins.plugins.promotion.engine.network.NetworkPolicy;
import io.jenkins.plugins.promotion.engine.network.WebAnswer;
import io.jenkins.plugins.promotion.engine.network.WebClient;
import io.jenkins.plugins.promotion.engine.network.WebRequest;
import java.io.IOException;
import java.nio.file.Path;

/** One web request, sent from the agent. */
record WebWork(WebRequest request) implements Work<WebAnswer> {

    @Override
    public WebAnswer run(Path workspace) throws IOException, InterruptedException {
        return new WebClient(NetworkPolicy.open()).send(request);
    }
}
