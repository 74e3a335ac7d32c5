package io.jenkins.plugins.promotion.engine;

import io.jenkins.plugins.promotion.engine.config.Environment;
import io.jenkins.plugins.promotion.engine.config.PromotionFile;
import io.jenkins.plugins.promotion.engine.config.PromotionFileLoader;
import io.jenkins.plugins.promotion.engine.finding.Finding;
import io.jenkins.plugins.promotion.engine.finding.PromotionException;
import io.jenkins.plugins.promotion.engine.history.Deployment;
import io.jenkins.plugins.promotion.engine.history.DeploymentQuery;
import io.jenkins.plugins.promotion.engine.history.DeploymentRecord;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The promotion file as it is now or, for the way back only, as a deployment began with it.
 *
 * @param name of the file in the host's source tree
 * @param text that is written in it; values of variables are no part of it
 * @param file what it says
 * @param warnings why it is not the file as it is now; empty if it is
 */
record PromotionSource(String name, String text, PromotionFile file, List<Finding> warnings) {
    private static final String CHECK = "promotion file";
    /** What the name of the attachment begins with; the file's own name follows. */
    private static final String KEPT = "began-with-";

    /** How many deployments are looked at for the file that one of them began with; most keep one. */
    private static final int NEWEST = 100;

    static PromotionSource read(Host host, String name) throws PromotionException {
        try {
            return of(host, name, host.source().read(name), List.of());
        } catch (IOException e) {
            throw new PromotionException(
                    Finding.error(
                            CHECK,
                            name,
                            "the promotion file of the application",
                            e instanceof NoSuchFileException ? "no such file" : e.toString(),
                            "write it, or name it: -f on the command line, 'file' in a pipeline"),
                    e);
        }
    }

    private static PromotionSource of(Host host, String name, byte[] yaml, List<Finding> warnings)
            throws PromotionException {
        PromotionFile file = PromotionFileLoader.load(name, yaml, host.variables());
        return new PromotionSource(name, new String(yaml, StandardCharsets.UTF_8), file, warnings);
    }

    /**
     * For the way back: if the file is of no use now, what a deployment to the environment began with.
     *
     * @param id of that deployment; empty for the newest that has begun
     * @throws PromotionException with what is wrong with the file, if no deployment kept a better one
     */
    static PromotionSource toGoBack(Host host, String name, String environment, String id)
            throws PromotionException, IOException {
        try {
            PromotionSource now = read(host, name);
            now.environment(environment);
            return now;
        } catch (PromotionException broken) {
            List<Deployment> candidates = id.isEmpty()
                    ? candidates(host, environment)
                    : host.deployments().find(id).map(DeploymentRecord::deployment).stream()
                            .toList();
            for (Deployment deployment : candidates) {
                Optional<String> text = host.deployments().attachment(deployment, attachment(name));
                if (text.isPresent()) {
                    byte[] yaml = text.get().getBytes(StandardCharsets.UTF_8);
                    return of(host, name, yaml, List.of(warning(name, broken, deployment)));
                }
            }
            throw broken;
        }
    }

    /** None where it cannot be told whose file is broken: one application's must not bring back another. */
    private static List<Deployment> candidates(Host host, String environment) throws IOException {
        List<Deployment> own = host
                .deployments()
                .find(DeploymentQuery.of("").in(environment).newest(NEWEST))
                .stream()
                .map(DeploymentRecord::deployment)
                .filter(host::isOwn)
                .toList();
        boolean clear = own.stream().map(Deployment::application).distinct().count() == 1;
        return clear ? own : List.of();
    }

    private static Finding warning(String name, PromotionException broken, Deployment deployment) {
        List<Finding> errors = broken.findings();
        String first = errors.isEmpty() ? broken.getMessage() : errors.get(0).toString();
        return Finding.warning(
                CHECK,
                name,
                "the promotion file of the application",
                first + (errors.size() > 1 ? " (and " + (errors.size() - 1) + " more)" : ""),
                "the way back uses the file that deployment " + deployment.id()
                        + " began with; mend it before the next deployment");
    }

    private static String attachment(String name) {
        return KEPT + URLEncoder.encode(name, StandardCharsets.UTF_8);
    }

    /**
     * Keeps the text for the way back; one in which a secret stands is not kept, because no file may hold one.
     *
     * @return what there is to say about this source
     */
    List<Finding> keep(Host host, Deployment deployment) throws IOException {
        if (host.mask().forms().stream().noneMatch(text::contains)) {
            host.deployments().attach(deployment, attachment(name), text);
            return warnings;
        }
        List<Finding> more = new ArrayList<>(warnings);
        more.add(Finding.warning(
                CHECK,
                name,
                "a file without values of secrets, to be kept for the way back",
                "one in which the value of a secret stands",
                "take the value out; until then, the way back needs the file as it is"));
        return more;
    }

    /** @throws PromotionException if the file has no such environment; the finding lists those it has */
    Environment environment(String wanted) throws PromotionException {
        return file.environments().stream()
                .filter(environment -> environment.name().equals(wanted))
                .findFirst()
                .orElseThrow(() -> new PromotionException(Finding.error(
                        "environment",
                        wanted,
                        "one of "
                                + String.join(
                                        ", ",
                                        file.environments().stream()
                                                .map(Environment::name)
                                                .toList()),
                        wanted,
                        "correct the name, or add the environment to the promotion file")));
    }
}
