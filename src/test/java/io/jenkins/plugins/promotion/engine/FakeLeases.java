package io.jenkins.plugins.promotion.engine;

import io.jenkins.plugins.promotion.engine.finding.Finding;
import io.jenkins.plugins.promotion.engine.finding.PromotionException;
import io.jenkins.plugins.promotion.engine.lease.Lease;
import io.jenkins.plugins.promotion.engine.lease.Leases;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Leases whose holders die when the test says so. */
final class FakeLeases implements Leases {
    private final Map<String, Holder> holders = new HashMap<>();
    private long token;

    @Override
    public Lease acquire(String environment, String deployment) throws PromotionException {
        return take(environment, deployment, false);
    }

    @Override
    public Lease takeOver(String environment, String deployment) throws PromotionException {
        return take(environment, deployment, true);
    }

    private Lease take(String environment, String deployment, boolean fromTheDead) throws PromotionException {
        Holder now = holders.get(environment);
        if (now != null && !now.deployment().equals(deployment) && (now.alive() || !fromTheDead)) {
            throw new PromotionException(
                    Finding.error("lease", environment, "no other deployment", now.deployment(), "wait"));
        }
        Holder mine = new Holder(deployment, ++token, 0, true);
        holders.put(environment, mine);
        return new Lease() {
            @Override
            public long token() {
                return mine.token();
            }

            @Override
            public boolean held() {
                return holders.containsKey(environment)
                        && holders.get(environment).token() == mine.token();
            }

            @Override
            public void release() {
                if (held()) {
                    holders.remove(environment);
                }
            }
        };
    }

    @Override
    public Optional<Holder> holder(String environment) {
        return Optional.ofNullable(holders.get(environment));
    }

    /** The process of every holder is gone. */
    void die() {
        holders.replaceAll(
                (environment, holder) -> new Holder(holder.deployment(), holder.token(), holder.since(), false));
    }

    /** Whatever the present holder thinks. */
    void give(String environment, String deployment) {
        holders.put(environment, new Holder(deployment, ++token, 0, true));
    }
}
