package io.jenkins.plugins.promotion.host;

import java.nio.file.Path;
import jenkins.model.Jenkins;

/** The folder of the plugin in Jenkins' home: the index, the leases, the log of accesses to secrets. */
final class PromotionHome {
    private PromotionHome() {}

    static Path folder() {
        return Jenkins.get().getRootDir().toPath().resolve("environment-promotion");
    }
}
