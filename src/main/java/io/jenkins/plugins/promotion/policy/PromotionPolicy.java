package io.jenkins.plugins.promotion.policy;

import hudson.Extension;
import hudson.ExtensionList;
import hudson.model.Job;
import io.jenkins.plugins.promotion.Messages;
import io.jenkins.plugins.promotion.engine.approval.ApprovalRule;
import io.jenkins.plugins.promotion.engine.approval.Names;
import io.jenkins.plugins.promotion.engine.config.Choice;
import io.jenkins.plugins.promotion.engine.config.Environment;
import io.jenkins.plugins.promotion.engine.finding.Finding;
import io.jenkins.plugins.promotion.engine.finding.PromotionException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import jenkins.model.GlobalConfiguration;
import net.sf.json.JSONObject;
import org.jenkinsci.Symbol;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.StaplerRequest2;

/**
 * What administrators allow, environment by environment. Its form is a page of its own, not a part of the system
 * configuration, so that a permission of its own opens it.
 */
@Extension
@Symbol("environmentPromotion")
public final class PromotionPolicy extends GlobalConfiguration {
    private List<EnvironmentPolicy> environments = new ArrayList<>();
    private boolean otherEnvironments = true;
    private String probeHosts = "";

    public PromotionPolicy() {
        load();
    }

    public static PromotionPolicy get() {
        return ExtensionList.lookupSingleton(PromotionPolicy.class);
    }

    @Override
    public String getDisplayName() {
        return Messages.PromotionPolicy_displayName();
    }

    /** In promotion order. */
    public List<EnvironmentPolicy> getEnvironments() {
        return List.copyOf(environments);
    }

    @DataBoundSetter
    public void setEnvironments(List<EnvironmentPolicy> environments) {
        this.environments = new ArrayList<>(environments == null ? List.of() : environments);
        save();
    }

    /** Whether environments that are not listed may be deployed to, by anybody's file. */
    public boolean isOtherEnvironments() {
        return otherEnvironments;
    }

    @DataBoundSetter
    public void setOtherEnvironments(boolean otherEnvironments) {
        this.otherEnvironments = otherEnvironments;
        save();
    }

    /** Hosts that are probed from the controller, separated by commas or lines; all others from the agent. */
    public String getProbeHosts() {
        return probeHosts;
    }

    @DataBoundSetter
    public void setProbeHosts(String probeHosts) {
        this.probeHosts = probeHosts.strip();
        save();
    }

    @Override
    public boolean configure(StaplerRequest2 request, JSONObject json) {
        // An empty list is not submitted at all.
        environments = new ArrayList<>();
        request.bindJSON(this, json);
        save();
        return true;
    }

    /** As names or {@code *.example.com}. */
    public List<String> probeHosts() {
        return Arrays.stream(probeHosts.split("[,\\s]+"))
                .filter(host -> !host.isEmpty())
                .toList();
    }

    private Optional<EnvironmentPolicy> environment(String name) {
        return environments.stream()
                .filter(environment -> environment.getName().equals(name))
                .findFirst();
    }

    /** Who has to approve there, whatever a file asks for. */
    public Optional<ApprovalRule> approval(String environment, Names names) {
        return environment(environment).flatMap(policy -> policy.approval(names));
    }

    /** The id of the credential that the name stands for there: the name itself, unless it is mapped. */
    public String credential(String environment, String name) {
        return environment(environment).stream()
                .flatMap(policy -> policy.getCredentials().stream())
                .filter(mapping -> mapping.getPurpose().equals(name))
                .map(CredentialMapping::getCredentialsId)
                .findFirst()
                .orElse(name);
    }

    /** When nothing is deployed there, besides what a file says. */
    public List<Environment.Freeze> freeze(String environment) {
        return environment(environment).stream()
                .flatMap(policy -> policy.getFreeze().stream())
                .map(Freeze::window)
                .toList();
    }

    /** Where a release has to have been live before it comes there; empty if anything may come. */
    public Optional<String> before(String environment) {
        String previous = null;
        for (EnvironmentPolicy policy : environments) {
            if (policy.getName().equals(environment)) {
                return policy.isInOrder() ? Optional.ofNullable(previous) : Optional.empty();
            }
            previous = policy.getName();
        }
        return Optional.empty();
    }

    /**
     * The connection to the router that a file chose for the environment; empty where the policy leaves that to the file.
     *
     * @throws PromotionException if the policy has other routers for the environment, or has this one for others only
     */
    public Optional<RouterConnection> router(String environment, Choice traffic) throws PromotionException {
        List<RouterConnection> here =
                environment(environment).map(EnvironmentPolicy::getRouters).orElse(List.of());
        Optional<RouterConnection> connection =
                here.stream().filter(listed -> listed.isTo(traffic)).findFirst();
        if (connection.isEmpty() && (!here.isEmpty() || isReserved(traffic))) {
            throw new PromotionException(Finding.error(
                    "policy",
                    Messages.PromotionPolicy_trafficOf(environment),
                    here.isEmpty()
                            ? Messages.PromotionPolicy_freeRouter()
                            : Messages.PromotionPolicy_listedRouter(join(here)),
                    RouterConnection.name(traffic),
                    Messages.PromotionPolicy_correctRouter()));
        }
        return connection;
    }

    /** Otherwise a file could move an environment's traffic under another name. */
    private boolean isReserved(Choice traffic) {
        return environments.stream()
                .flatMap(policy -> policy.getRouters().stream())
                .anyMatch(listed -> !listed.getAddress().isEmpty() && listed.isTo(traffic));
    }

    private static String join(List<?> things) {
        return things.stream().map(Object::toString).collect(Collectors.joining(", "));
    }

    /** @throws PromotionException if the job may not deploy there */
    public void requireAllowed(Job<?, ?> job, String environment) throws PromotionException {
        Optional<EnvironmentPolicy> policy = environment(environment);
        if (policy.isEmpty() && !otherEnvironments) {
            throw new PromotionException(Finding.error(
                    "policy",
                    environment,
                    Messages.PromotionPolicy_listedEnvironment(join(environments.stream()
                            .map(EnvironmentPolicy::getName)
                            .toList())),
                    environment,
                    Messages.PromotionPolicy_correctEnvironment()));
        }
        if (policy.isPresent() && !policy.get().allows(job.getFullName())) {
            throw new PromotionException(Finding.error(
                    "policy",
                    environment,
                    Messages.PromotionPolicy_allowedJob(policy.get().getAllowedJobs()),
                    job.getFullName(),
                    Messages.PromotionPolicy_deployFromAllowedJob()));
        }
    }
}
