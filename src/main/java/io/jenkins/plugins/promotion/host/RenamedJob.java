package io.jenkins.plugins.promotion.host;

import hudson.Extension;
import hudson.model.Item;
import hudson.model.Job;
import hudson.model.listeners.ItemListener;

/** A job that has another name now, or lies in another folder, keeps its history. */
@Extension
public final class RenamedJob extends ItemListener {
    @Override
    public void onLocationChanged(Item item, String oldFullName, String newFullName) {
        if (item instanceof Job<?, ?> job
                && !BuildDeployments.applicationsOf(oldFullName).isEmpty()) {
            IndexRebuild.get().start(job, oldFullName);
        }
    }
}
