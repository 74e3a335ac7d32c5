package io.jenkins.plugins.promotion.history;

import io.jenkins.plugins.promotion.engine.history.DeploymentRecord;
import org.kohsuke.stapler.export.Exported;
import org.kohsuke.stapler.export.ExportedBean;

/** What is known of an application in an environment: what is live there, and who is at work on it. */
@ExportedBean(defaultVisibility = 2)
public final class Place {
    private final DeploymentView newest;
    private final DeploymentView live;
    private final Holding holding;

    private Place(DeploymentView newest, DeploymentView live, Holding holding) {
        this.newest = newest;
        this.live = live;
        this.holding = holding;
    }

    /** @param holding null if nobody has the environment */
    static Place newest(DeploymentRecord record, Holding holding) {
        DeploymentView view = DeploymentView.of(record);
        return new Place(view, view.isLive() ? view : null, holding);
    }

    /** The same, with an earlier deployment looked at. */
    Place before(DeploymentRecord record) {
        return live == null && DeploymentView.isLive(record)
                ? new Place(newest, DeploymentView.of(record), holding)
                : this;
    }

    @Exported
    public String getEnvironment() {
        return newest.getEnvironment();
    }

    @Exported
    public String getApplication() {
        return newest.getApplication();
    }

    /** The release that the newest successful deployment made live, or that the newest one found live; empty if there was none. */
    @Exported
    public String getRelease() {
        return live == null ? newest.getPrevious() : live.getRelease();
    }

    public DeploymentView getLive() {
        return live;
    }

    public DeploymentView getNewest() {
        return newest;
    }

    /** Who has the environment's lease; null if nobody has. */
    public Holding getHolding() {
        return holding;
    }

    /** The id of the deployment that has the environment's lease; empty if none has. */
    @Exported
    public String getHolder() {
        return holding == null ? "" : holding.getId();
    }

    /** Who asked for that deployment; empty if none has it, or that is not known. */
    @Exported
    public String getHeldBy() {
        return holding == null || holding.getDeployment() == null
                ? ""
                : holding.getDeployment().getRequester();
    }

    /** Since when it has it, epoch milliseconds; 0 if none has. */
    @Exported
    public long getHeldSince() {
        return holding == null ? 0 : holding.getSince().getTime();
    }
}
