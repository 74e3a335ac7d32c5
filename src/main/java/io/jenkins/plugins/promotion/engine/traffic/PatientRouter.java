package io.jenkins.plugins.promotion.engine.traffic;

import java.util.OptionalInt;

/**
 * A router that is asked once more if it does not answer: a network that hiccups at the wrong moment is no reason to refuse a
 * deployment. Orders are passed on as they are, because the rollout decides what follows on one that failed.
 */
public final class PatientRouter implements TrafficRouter {
    private final TrafficRouter router;

    public PatientRouter(TrafficRouter router) {
        this.router = router;
    }

    @Override
    public TrafficSplit read() throws RouterException, InterruptedException {
        try {
            return router.read();
        } catch (RouterException e) {
            return readAgain(e);
        }
    }

    private TrafficSplit readAgain(RouterException first) throws RouterException, InterruptedException {
        try {
            return router.read();
        } catch (RouterException second) {
            second.addSuppressed(first);
            throw second;
        }
    }

    @Override
    public void apply(TrafficSplit split) throws RouterException, InterruptedException {
        router.apply(split);
    }

    @Override
    public OptionalInt inFlight(Slot slot) throws RouterException, InterruptedException {
        return router.inFlight(slot);
    }

    @Override
    public String describe() {
        return router.describe();
    }

    @Override
    public void close() {
        router.close();
    }
}
