package io.jenkins.plugins.promotion.cli;

import io.jenkins.plugins.promotion.engine.Promotion;
import io.jenkins.plugins.promotion.engine.config.Environment;
import io.jenkins.plugins.promotion.engine.config.PromotionFile;
import io.jenkins.plugins.promotion.engine.config.PromotionFileLoader;
import io.jenkins.plugins.promotion.engine.finding.PromotionException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code promote validate}: says everything that is wrong with a promotion file, or that nothing is, and what preflight would refuse. */
@Command(
        name = "validate",
        description =
                "Checks a promotion file and reports every error, each with line, column and remedy, and warns of what is"
                        + " valid and not available in this version.",
        footer = {
            "  promote validate                  check promotion.yaml of this directory",
            "  promote validate deploy/promotion.yaml"
        })
final class Validate implements Callable<Exit> {
    private final Promote promote;

    @Parameters(
            paramLabel = "FILE",
            arity = "0..1",
            description = "The file (default: promotion.yaml, or PROMOTION_FILE).",
            defaultValue = "${env:PROMOTION_FILE:-promotion.yaml}")
    private Path file;

    Validate(Promote promote) {
        this.promote = promote;
    }

    @Override
    public Exit call() throws BadInputException {
        byte[] yaml = promote.read(file);
        PromotionFile valid;
        try {
            valid = PromotionFileLoader.load(file.toString(), yaml, System.getenv());
            Findings.print(promote.terminal(), Promotion.unavailable(file.toString(), yaml, System.getenv()));
        } catch (PromotionException invalid) {
            throw new BadInputException(invalid.findings());
        }
        String environments =
                valid.environments().stream().map(Environment::name).collect(Collectors.joining(", "));
        promote.terminal().out().println(file + ": valid; " + valid.application() + " goes through " + environments);
        return Exit.DONE;
    }
}
