package io.jenkins.plugins.promotion.cli.pipeline;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/**
 * A question of {@code input}.
 *
 * @param step the step that asks
 * @param id the script's own name for the question; the step's id if it gave none
 * @param ok the label of the answer that goes on
 * @param submitters who may answer; empty for anybody
 */
public record InputRequest(
        String step, String id, String message, String ok, List<String> submitters, List<InputParameter> parameters)
        implements Serializable {

    public InputRequest {
        submitters = new ArrayList<>(submitters);
        parameters = new ArrayList<>(parameters);
    }

    public boolean mayBeAnsweredBy(String who) {
        return submitters.isEmpty() || submitters.contains(who);
    }
}
