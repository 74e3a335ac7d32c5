package io.jenkins.plugins.promotion.engine.rollout;

import io.jenkins.plugins.promotion.engine.config.Environment;
import io.jenkins.plugins.promotion.engine.finding.Finding;
import io.jenkins.plugins.promotion.engine.health.DataPlane;
import io.jenkins.plugins.promotion.engine.health.HealthProbe;
import io.jenkins.plugins.promotion.engine.health.Observation;
import io.jenkins.plugins.promotion.engine.health.ProbeResult;
import io.jenkins.plugins.promotion.engine.health.SmokeTest;
import io.jenkins.plugins.promotion.engine.network.WebClient;
import io.jenkins.plugins.promotion.engine.traffic.Slot;
import io.jenkins.plugins.promotion.engine.traffic.TrafficSplit;
import java.util.List;

/** The lookout on an environment that really runs: its slots' health documents, its smoke tests, its public address. */
public final class LiveSlots implements Lookout {
    /** Answers of one release and no other, so many in a row, that show it has all traffic. */
    private static final int UNANIMOUS = 5;

    /** With one request in so many going to the slot, it is expected to answer this often before it counts as not seen. */
    private static final int EXPECTED_ANSWERS = 5;

    private static final int ROUND = 20;

    private final Environment environment;
    private final WebClient web;
    private final List<SmokeTest> smokeTests;
    private final DataPlane dataPlane;

    public LiveSlots(Environment environment, WebClient web, List<SmokeTest> smokeTests) {
        this.environment = environment;
        this.web = web;
        this.smokeTests = List.copyOf(smokeTests);
        this.dataPlane = new DataPlane(HealthProbe.of(web, environment.url(), environment.health()));
    }

    /** Asks the slot for its health, whatever release it runs. */
    public ProbeResult look(Slot slot) throws InterruptedException {
        return HealthProbe.of(web, environment.slots().get(slot), environment.health())
                .probe();
    }

    @Override
    public Sighting probe(Slot slot, String release) throws InterruptedException {
        ProbeResult result = HealthProbe.of(web, environment.slots().get(slot), environment.health())
                .expecting(release)
                .probe();
        return new Sighting(result.healthy(), result.toString());
    }

    @Override
    public Sighting smoke(Slot slot, String release) throws InterruptedException {
        SmokeTest.Target target = new SmokeTest.Target(
                environment.name(), release, slot, environment.slots().get(slot));
        for (SmokeTest test : smokeTests) {
            List<Finding> findings = test.run(target);
            if (!findings.isEmpty()) {
                return new Sighting(false, test.subject() + ": " + findings.get(0));
            }
        }
        return new Sighting(true, smokeTests.size() + " smoke tests passed");
    }

    @Override
    public Sighting observe(TrafficSplit split, Slot slot, String release) throws InterruptedException {
        int weight = split.weight(slot);
        if (weight == 100) {
            // One at first: it costs little to hear "not yet", and little is taken from the traffic that moves just
            // now.
            Observation first = dataPlane.observe(1);
            if (!first.sawOnly(release)) {
                return new Sighting(false, first.toString());
            }
            Observation seen = dataPlane.observe(UNANIMOUS);
            return new Sighting(seen.sawOnly(release), seen.toString());
        }
        Observation seen = dataPlane.observe(ROUND);
        for (int asked = ROUND; !seen.saw(release) && asked * weight < EXPECTED_ANSWERS * 100; asked += ROUND) {
            seen = dataPlane.observe(ROUND);
        }
        return new Sighting(seen.saw(release), seen.toString());
    }
}
