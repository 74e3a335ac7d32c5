package io.jenkins.plugins.promotion.cli.pipeline;

import com.cloudbees.groovy.cps.Continuable;
import groovy.lang.Closure;
import groovy.lang.Script;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;

/** The whole state of a pipeline that runs: what is saved, and goes on after a crash. Only for the pipeline's thread. */
final class Program implements Serializable {
    private static final long serialVersionUID = 1L;

    private final TreeMap<Integer, Strand> strands = new TreeMap<>();
    private final Map<String, String> environment = new LinkedHashMap<>();
    private final Map<String, Script> variables = new LinkedHashMap<>();
    private final Set<String> libraries = new LinkedHashSet<>();
    private final Map<String, Result> stageResults = new LinkedHashMap<>();
    private int ids;
    private int milestones;
    private Result result;
    private String description;
    private String displayName;
    private transient PipelineRun run;

    Program(PipelineRun run) {
        this.run = run;
    }

    /** After a restart: the process that runs it now. */
    void attach(PipelineRun newRun) {
        run = newRun;
    }

    PipelineRun run() {
        return run;
    }

    int nextId() {
        return ++ids;
    }

    /** The ordinal of a milestone: the given one, or the next. */
    int milestone(OptionalInt given) {
        milestones = given.orElse(milestones + 1);
        return milestones;
    }

    void addMain(Script script, Path workspace) {
        int id = nextId();
        strands.put(id, new Strand(this, id, new Continuable(script), Scope.top(workspace)));
    }

    /** A strand for a block. */
    Strand add(Closure<?> block, Scope scope, StepCall owner, String name) {
        int id = nextId();
        Strand strand = new Strand(this, id, block, scope, owner, name);
        strands.put(id, strand);
        return strand;
    }

    void remove(Strand strand) {
        strands.remove(strand.id());
    }

    /** Forgets strands, and whatever runs inside them, whose step has ended without them. */
    void abandon(Collection<Strand> bodies) {
        for (Strand body : List.copyOf(bodies)) {
            strands.remove(body.id());
            if (body.pending() != null) {
                body.pending().abandon();
            }
        }
    }

    void abandonAll() {
        abandon(strands.values());
    }

    List<Strand> ready() {
        return strands.values().stream()
                .filter(Strand::isReady)
                .filter(strand -> strand.owner() == null || !strand.owner().isPaused())
                .toList();
    }

    /** Calls that strands wait for, outer before inner. */
    List<StepCall> calls() {
        List<StepCall> calls = new ArrayList<>();
        strands.values().stream()
                .map(Strand::pending)
                .filter(call -> call != null)
                .forEach(calls::add);
        calls.sort(Comparator.comparingInt(StepCall::number));
        return calls;
    }

    boolean contains(Strand strand) {
        return strands.get(strand.id()) == strand;
    }

    boolean isEmpty() {
        return strands.isEmpty();
    }

    Strand main() {
        return strands.firstEntry().getValue();
    }

    Map<String, String> environment() {
        return environment;
    }

    Map<String, Script> variables() {
        return variables;
    }

    Set<String> libraries() {
        return libraries;
    }

    Result result() {
        return result;
    }

    void worsen(Result worse) {
        result = worse.worst(result);
    }

    Result stageResult(String stageStep) {
        return stageResults.getOrDefault(stageStep, Result.SUCCESS);
    }

    void worsenStage(String stageStep, Result worse) {
        stageResults.merge(stageStep, worse, Result::worst);
    }

    String description() {
        return description;
    }

    void describe(String text) {
        description = text;
    }

    String displayName() {
        return displayName;
    }

    void display(String text) {
        displayName = text;
    }
}
