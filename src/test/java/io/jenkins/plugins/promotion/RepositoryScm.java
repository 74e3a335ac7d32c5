package io.jenkins.plugins.promotion;

import hudson.Extension;
import hudson.FilePath;
import hudson.Launcher;
import hudson.model.Run;
import hudson.model.TaskListener;
import hudson.scm.NullSCM;
import hudson.scm.SCMDescriptor;
import hudson.scm.SCMRevisionState;
import java.io.File;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;
import org.kohsuke.stapler.DataBoundConstructor;

/** A repository of a few files, held in the job. */
public final class RepositoryScm extends NullSCM {
    private final TreeMap<String, String> files;

    @DataBoundConstructor
    public RepositoryScm() {
        this(Map.of());
    }

    public RepositoryScm(Map<String, String> files) {
        this.files = new TreeMap<>(files);
    }

    @Override
    public void checkout(
            Run<?, ?> build,
            Launcher launcher,
            FilePath workspace,
            TaskListener listener,
            File changelog,
            SCMRevisionState baseline)
            throws IOException, InterruptedException {
        for (Map.Entry<String, String> file : files.entrySet()) {
            FilePath child = workspace.child(file.getKey());
            child.write(file.getValue(), "UTF-8");
            if (file.getKey().endsWith(".sh")) {
                child.chmod(0755);
            }
        }
    }

    /** Nothing to configure. */
    @Extension
    public static final class DescriptorImpl extends SCMDescriptor<RepositoryScm> {
        public DescriptorImpl() {
            super(null);
        }
    }
}
