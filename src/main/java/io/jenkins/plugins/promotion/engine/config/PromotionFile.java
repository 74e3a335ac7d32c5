package io.jenkins.plugins.promotion.engine.config;

import java.util.List;

/**
 * What a team's {@code promotion.yaml} says, valid and complete: every default is filled in.
 *
 * @param application what is promoted
 * @param environments in promotion order
 */
public record PromotionFile(String application, List<Environment> environments) {

    public PromotionFile {
        environments = List.copyOf(environments);
    }
}
