package io.jenkins.plugins.promotion.engine.health;

import io.jenkins.plugins.promotion.engine.finding.Finding;
import io.jenkins.plugins.promotion.engine.traffic.Slot;
import java.net.URI;
import java.util.List;

/** Something a freshly deployed slot has to do right before it gets traffic. */
public interface SmokeTest {

    /** What it tries, for the report: {@code http GET /products}. */
    String subject();

    /** Tries it; an empty list means that it worked. It bounds itself in time. */
    List<Finding> run(Target target) throws InterruptedException;

    /**
     * The slot under test.
     *
     * @param url the slot's own address, past the router
     */
    record Target(String environment, String release, Slot slot, URI url) {

        /** The text with {@code ${release}} and {@code ${environment}} replaced. */
        String fill(String text) {
            return text.replace("${release}", release).replace("${environment}", environment);
        }
    }
}
