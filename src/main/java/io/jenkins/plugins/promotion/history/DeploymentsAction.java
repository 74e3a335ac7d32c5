package io.jenkins.plugins.promotion.history;

import hudson.model.Api;
import hudson.model.Run;
import io.jenkins.plugins.promotion.Messages;
import io.jenkins.plugins.promotion.engine.Gate;
import io.jenkins.plugins.promotion.engine.history.DeploymentQuery;
import io.jenkins.plugins.promotion.engine.history.DeploymentRecord;
import io.jenkins.plugins.promotion.host.BuildDeployments;
import io.jenkins.plugins.promotion.policy.PromotionPermissions;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import jenkins.model.RunAction2;
import org.jenkinsci.plugins.workflow.support.steps.input.InputAction;
import org.kohsuke.stapler.HttpResponse;
import org.kohsuke.stapler.StaplerProxy;
import org.kohsuke.stapler.export.Exported;
import org.kohsuke.stapler.export.ExportedBean;
import org.kohsuke.stapler.verb.GET;

/** A build's deployments: a bounded summary in {@code build.xml}, and the page that shows the full records. */
@ExportedBean
public final class DeploymentsAction implements RunAction2, StaplerProxy {
    private static final int MOST = 100;

    private final List<DeploymentSummary> deployments = new ArrayList<>();
    private transient Run<?, ?> run;

    /** Keeps what the record says now; written when something has changed that the summary tells. */
    public static void update(Run<?, ?> run, DeploymentRecord record) throws IOException {
        synchronized (run) {
            DeploymentsAction action = run.getAction(DeploymentsAction.class);
            if (action == null) {
                action = new DeploymentsAction();
                run.addAction(action);
            }
            if (action.put(DeploymentSummary.of(record))) {
                run.save();
            }
        }
    }

    private synchronized boolean put(DeploymentSummary summary) {
        for (int i = 0; i < deployments.size(); i++) {
            if (deployments.get(i).getId().equals(summary.getId())) {
                return !deployments.set(i, summary).isSameAs(summary);
            }
        }
        return deployments.add(summary);
    }

    @Override
    public void onAttached(Run<?, ?> attached) {
        run = attached;
    }

    @Override
    public void onLoad(Run<?, ?> loaded) {
        run = loaded;
    }

    /** {@code …/api/json}. */
    public Api getApi() {
        return new Api(this);
    }

    public Run<?, ?> getRun() {
        return run;
    }

    /** In the order in which they began. */
    @Exported
    public synchronized List<DeploymentSummary> getDeployments() {
        return Collections.unmodifiableList(new ArrayList<>(deployments));
    }

    /** The build's deployments, the newest first: what is at work as its journal tells it now. */
    public List<DeploymentView> getRecords() throws IOException {
        BuildDeployments kept = new BuildDeployments(Clock.systemUTC());
        List<DeploymentView> views = new ArrayList<>();
        for (DeploymentRecord record :
                kept.find(DeploymentQuery.of("").by(run.getExternalizableId()).newest(MOST))) {
            views.add(DeploymentView.now(kept, record));
        }
        return views;
    }

    /** Of which {@code build.xml} knows, but whose record cannot be read, or is gone. */
    public List<DeploymentSummary> withoutRecord(List<DeploymentView> records) {
        Set<String> known = records.stream().map(DeploymentView::getId).collect(Collectors.toSet());
        return records.size() >= MOST
                ? List.of()
                : getDeployments().stream()
                        .filter(summary -> !known.contains(summary.getId()))
                        .toList();
    }

    /** For the page, which asks again as often as that says. */
    public Awaited awaited(List<DeploymentView> records) {
        return Awaited.of(records, run.isBuilding());
    }

    /** For the page, which draws itself anew when it changes. */
    public String shapeOf(List<DeploymentView> records) {
        return DeploymentJson.shape(records, getGates(), awaited(records));
    }

    /** The digests of the plans that somebody is asked to approve now. */
    public Set<String> getGates() {
        InputAction questions = run.getAction(InputAction.class);
        if (questions == null) {
            return Set.of();
        }
        try {
            return questions.getExecutions().stream()
                    .flatMap(question -> Gate.question(question.getId()).stream())
                    .map(Gate.Question::planDigest)
                    .collect(Collectors.toCollection(TreeSet::new));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Set.of();
        } catch (TimeoutException e) {
            // The pipeline is being loaded; the page asks again.
            return Set.of();
        }
    }

    /** Epoch milliseconds here, which a browser's clock need not agree with. */
    public long getNow() {
        return System.currentTimeMillis();
    }

    @Override
    public String getIconFileName() {
        return run != null && run.hasPermission(PromotionPermissions.VIEW)
                ? "symbol-swap-horizontal-outline plugin-ionicons-api"
                : null;
    }

    @Override
    public String getDisplayName() {
        return Messages.DeploymentsAction_displayName();
    }

    @Override
    public String getUrlName() {
        return "promotion";
    }

    /** Nothing of it is for people who may not view it. */
    @Override
    public Object getTarget() {
        run.checkPermission(PromotionPermissions.VIEW);
        return this;
    }

    /** The deployments as JSON, for the page that waits; not modified while nothing has happened. */
    @GET
    public HttpResponse doData() throws IOException {
        List<DeploymentView> records = getRecords();
        return new TaggedJson(DeploymentJson.of(records, getGates(), awaited(records)));
    }

    /** JSON with a tag of its content. */
    private record TaggedJson(byte[] json) implements HttpResponse {
        @Override
        public void generateResponse(
                org.kohsuke.stapler.StaplerRequest2 request, org.kohsuke.stapler.StaplerResponse2 response, Object node)
                throws IOException {
            String tag = '"' + DeploymentJson.digest(json) + '"';
            response.setHeader("ETag", tag);
            response.setHeader("Cache-Control", "no-cache");
            if (tag.equals(request.getHeader("If-None-Match"))) {
                response.setStatus(HttpServletResponse.SC_NOT_MODIFIED);
                return;
            }
            response.setContentType("application/json;charset=UTF-8");
            response.getOutputStream().write(json);
        }
    }
}
