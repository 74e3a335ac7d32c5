package io.jenkins.plugins.promotion.host;

import hudson.Extension;
import hudson.model.Item;
import hudson.model.Job;
import hudson.model.listeners.ItemListener;
import java.io.IOException;
import java.util.logging.Level;
import java.util.logging.Logger;

/** A job that has another name now, or lies in another folder, keeps its history. */
@Extension
public final class RenamedJob extends ItemListener {
    private static final Logger LOGGER = Logger.getLogger(RenamedJob.class.getName());

    @Override
    public void onLocationChanged(Item item, String oldFullName, String newFullName) {
        if (item instanceof Job<?, ?> job
                && !BuildDeployments.applicationsOf(oldFullName).isEmpty()) {
            IndexRebuild.get().start(job, oldFullName);
            try {
                NewestBuilds.renamed(oldFullName, newFullName);
            } catch (IOException e) {
                LOGGER.log(Level.WARNING, e, () -> "cannot tell which build of " + newFullName + " is the newest");
            }
        }
    }
}
