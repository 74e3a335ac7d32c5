package io.jenkins.plugins.promotion.policy;

import hudson.init.InitMilestone;
import hudson.init.Initializer;
import java.util.Objects;

/** Makes the permissions known before anybody loads a matrix that names them. */
public final class PermissionsAtStart {
    private PermissionsAtStart() {}

    @Initializer(before = InitMilestone.EXTENSIONS_AUGMENTED)
    public static void register() {
        Objects.requireNonNull(PromotionPermissions.GROUP, "loading the class is what registers them");
    }
}
