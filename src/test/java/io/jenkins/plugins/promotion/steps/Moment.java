package io.jenkins.plugins.promotion.steps;

import java.util.List;

/** Where a canary can be caught: each is a request that stays without an answer, or a file that nobody finishes. */
enum Moment {
    CHECKING("check"),
    CAPTURING_THE_BASELINE("read 100/0", "before"),
    PUBLISHING(""),
    PROVISIONING("secret"),
    DEPLOYING("deploy"),
    VERIFYING("probe 100/0", "switch"),
    TELLING_THE_ROUTER_20("put 80/20"),
    HAVING_TOLD_THE_ROUTER_20("done 80/20"),
    LOOKING_FOR_20("see 80/20"),
    WATCHING_20("probe 80/20"),
    TELLING_THE_ROUTER_50("put 50/50"),
    WATCHING_50("probe 50/50"),
    HAVING_TOLD_THE_ROUTER_100("done 0/100"),
    SOAKING("probe 0/100"),
    RECORDING("read 0/100", "after"),
    /** Its release falls ill while it stands. */
    FALLING_ILL("probe 0/100"),
    /** Its release has fallen ill at 20 %. */
    RETURNING("put 100/0"),
    /** The block fails after the switch. */
    BRINGING_BACK("done 100/0");

    /** Empty for the file. */
    final String request;

    /** From where on such a request is meant: before the block, the switch, or after it; empty for everywhere. */
    final String armed;

    Moment(String request) {
        this(request, "");
    }

    Moment(String request, String armed) {
        this.request = request;
        this.armed = armed;
    }

    /** Whether nothing but the way back is left. */
    boolean isWayBack() {
        return this == FALLING_ILL || this == RETURNING || this == BRINGING_BACK;
    }

    /** Whether {@code blueGreenSwitch} is at work. */
    boolean isSwitching() {
        return ordinal() >= VERIFYING.ordinal() && this != RECORDING && this != BRINGING_BACK;
    }

    /** What the router has been told when a build is stopped there, and has come back. */
    List<String> splitsThereAndBack() {
        return switch (this) {
            case CHECKING, CAPTURING_THE_BASELINE, PUBLISHING, PROVISIONING, DEPLOYING, VERIFYING -> List.of();
            case TELLING_THE_ROUTER_20, HAVING_TOLD_THE_ROUTER_20, LOOKING_FOR_20, WATCHING_20, RETURNING ->
                List.of("80/20", "100/0");
            case TELLING_THE_ROUTER_50, WATCHING_50 -> List.of("80/20", "50/50", "100/0");
            case HAVING_TOLD_THE_ROUTER_100, SOAKING, FALLING_ILL, BRINGING_BACK ->
                List.of("80/20", "50/50", "0/100", "100/0");
            // Too late: all is done but the record.
            case RECORDING -> List.of("80/20", "50/50", "0/100");
        };
    }
}
