package io.jenkins.plugins.promotion.engine.rollback;

import io.jenkins.plugins.promotion.engine.finding.Finding;
import io.jenkins.plugins.promotion.engine.finding.PromotionException;
import java.util.List;
import java.util.Map;

/** A thing that cannot be reached at all; in its place, so that the things beside it are captured and restored all the same. */
public final class NotOpened implements Restorable {
    private final String name;
    private final PromotionException cause;

    public NotOpened(String name, PromotionException cause) {
        this.name = name;
        this.cause = cause;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Map<String, String> capture() throws PromotionException {
        throw cause;
    }

    @Override
    public List<Finding> prove(Map<String, String> captured) {
        return cause.findings();
    }

    @Override
    public Restored restore(Map<String, String> captured) throws PromotionException {
        throw cause;
    }
}
