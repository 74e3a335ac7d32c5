package io.jenkins.plugins.promotion.engine.config;

import io.jenkins.plugins.promotion.engine.traffic.Slot;
import java.net.URI;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A place the application runs, as the promotion file describes it.
 *
 * @param name unique in the file
 * @param order 0 for the first environment in promotion order
 * @param url the public address, behind the router
 * @param slots the address of each slot, past the router
 * @param config layers, contract and target of the configuration
 * @param secrets in provisioning order
 * @param preflight checks beyond the built-in ones, one choice each
 * @param approval empty if nobody has to approve
 * @param freeze windows in which nothing is deployed
 * @param traffic the router
 * @param health how a slot is probed
 * @param rollout canary steps, soak
 * @param smoke tests that the idle slot passes before it gets traffic, one choice each
 * @param unsupported keys of the file that are valid and that this version does not carry out, for example
 *     {@code migrations}; preflight tells, because a deployment would leave them undone
 */
public record Environment(
        String name,
        int order,
        URI url,
        Map<Slot, URI> slots,
        Configuration config,
        List<Secret> secrets,
        List<Choice> preflight,
        Optional<Approval> approval,
        List<Freeze> freeze,
        Choice traffic,
        Health health,
        Rollout rollout,
        List<Choice> smoke,
        List<String> unsupported) {

    public Environment {
        slots = Map.copyOf(slots);
        secrets = List.copyOf(secrets);
        preflight = List.copyOf(preflight);
        freeze = List.copyOf(freeze);
        smoke = List.copyOf(smoke);
        unsupported = List.copyOf(unsupported);
    }

    /** An environment whose every key is carried out. */
    public Environment(
            String name,
            int order,
            URI url,
            Map<Slot, URI> slots,
            Configuration config,
            List<Secret> secrets,
            List<Choice> preflight,
            Optional<Approval> approval,
            List<Freeze> freeze,
            Choice traffic,
            Health health,
            Rollout rollout,
            List<Choice> smoke) {
        this(
                name, order, url, slots, config, secrets, preflight, approval, freeze, traffic, health, rollout, smoke,
                List.of());
    }

    /**
     * Where the application's configuration comes from and goes to.
     *
     * @param files later wins; variables {@code APP__A__B} win over all files
     * @param schema JSON Schema of the effective configuration
     * @param required dotted keys that must be present and not empty
     * @param publish where it is published to; empty if the application is configured by other means
     */
    public record Configuration(
            List<String> files, Optional<String> schema, List<String> required, Optional<Choice> publish) {
        public Configuration {
            files = List.copyOf(files);
            required = List.copyOf(required);
        }
    }

    /**
     * A secret the environment needs.
     *
     * @param name unique in the environment
     * @param source where its value comes from ({@code generate}, {@code credential}, …); empty if the store already has it
     * @param store where it is kept
     * @param rotateEvery age at which it is replaced; empty for never
     * @param verify how the real consumer proves that the staged version works; empty for none
     */
    public record Secret(
            String name,
            Optional<Choice> source,
            Choice store,
            Optional<Duration> rotateEvery,
            Optional<Choice> verify) {}

    /**
     * Who has to agree before anything changes here.
     *
     * @param quorum distinct people, at least 1
     * @param from users or groups; empty means anybody the host lets approve
     * @param notRequester whether the person who asked for the deployment is excluded
     * @param expires how long an approval stands
     */
    public record Approval(int quorum, List<String> from, boolean notRequester, Duration expires) {
        public Approval {
            from = List.copyOf(from);
        }
    }

    /**
     * A window in which nothing is deployed.
     *
     * @param cron five fields, minute by minute
     * @param zone that the expression is read in
     * @param reason for whoever is refused; may be empty
     */
    public record Freeze(String cron, ZoneId zone, String reason) {}

    /**
     * How a slot is probed.
     *
     * @param path of the health document, for example {@code /health}
     * @param every time between two probes
     * @param healthyAfter successes in a row that make a slot healthy
     * @param unhealthyAfter failures in a row that make a slot unhealthy
     * @param timeout of one probe
     * @param startWithin how long a slot may take to become healthy after it was deployed
     */
    public record Health(
            String path,
            Duration every,
            int healthyAfter,
            int unhealthyAfter,
            Duration timeout,
            Duration startWithin) {}

    /**
     * How traffic moves.
     *
     * @param canary steps between 0 and 100 percent; empty for blue-green
     * @param soak how long the new slot is watched with all traffic before the deployment counts as done
     * @param drain how long the old slot may take to finish its requests
     * @param analysis metric queries that must hold during canary and soak, one choice each
     */
    public record Rollout(List<Step> canary, Duration soak, Duration drain, List<Choice> analysis) {
        public Rollout {
            canary = List.copyOf(canary);
            analysis = List.copyOf(analysis);
        }
    }

    /** A canary step: the new slot's weight in percent, 1 to 99, and how long it is watched there. */
    public record Step(int weight, Duration hold) {}
}
