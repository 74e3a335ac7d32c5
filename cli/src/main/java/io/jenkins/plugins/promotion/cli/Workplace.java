package io.jenkins.plugins.promotion.cli;

import io.jenkins.plugins.promotion.cli.host.CommandLineHost;
import io.jenkins.plugins.promotion.cli.pipeline.RunCredentials;
import io.jenkins.plugins.promotion.engine.OpenDeployments;
import io.jenkins.plugins.promotion.engine.Promotion;
import io.jenkins.plugins.promotion.engine.finding.PromotionException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The options of a command that works on a promotion file without a pipeline, and what they give it. */
final class Workplace {
    @Option(
            names = {"-f", "--file"},
            paramLabel = "FILE",
            description = "The promotion file, below the directory (default: promotion.yaml, or PROMOTION_FILE).",
            defaultValue = "${env:PROMOTION_FILE:-promotion.yaml}")
    private String file;

    @Option(
            names = "--credentials",
            paramLabel = "FILE",
            description = "YAML with the credentials that the promotion file names.")
    private Path credentials;

    /** @throws BadInputException with everything that is wrong with the file */
    Promotion promotion(Promote promote) throws BadInputException {
        try {
            return Promotion.of(host(promote), new OpenDeployments(), file);
        } catch (PromotionException invalid) {
            throw new BadInputException(invalid.findings());
        }
    }

    /** @throws BadInputException with everything that is wrong with the file, or if it has no environment of that name */
    Promotion promotion(Promote promote, String environment) throws BadInputException {
        Promotion promotion = promotion(promote);
        try {
            promotion.environment(environment);
            return promotion;
        } catch (PromotionException unknown) {
            throw new BadInputException(unknown.findings());
        }
    }

    /**
     * For the way back in the environment: of a file that is broken now, what a deployment began with.
     *
     * @throws BadInputException with everything that is wrong with the file, if no deployment kept a better one
     */
    Promotion toGoBack(Promote promote, String environment) throws BadInputException, IOException {
        try {
            Promotion promotion = Promotion.toGoBack(host(promote), new OpenDeployments(), file, environment, "");
            Findings.print(promote.terminal(), promotion.warnings());
            return promotion;
        } catch (PromotionException invalid) {
            throw new BadInputException(invalid.findings());
        }
    }

    CommandLineHost host(Promote promote) {
        Optional<Path> known = Optional.ofNullable(credentials).map(promote::resolve);
        return new CommandLineHost(
                CommandLineHost.State.quiet(promote.state(), new RunCredentials(known)),
                promote.resolve(Path.of("")),
                System.getenv());
    }

    /** Who asks, as history names it. */
    static String requester() {
        return System.getProperty("user.name", "unknown");
    }
}
