package io.jenkins.plugins.promotion.cli.pipeline;

import io.jenkins.plugins.promotion.engine.secrets.SecretMask;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** What the process gives to a run, and gives anew when it is resumed. Nothing of it is saved. */
public final class Host {
    private final StepCatalog steps;
    private final InputAnswers answers;
    private final RunListener listener;
    private final SecretMask mask;
    private final Map<Class<?>, Object> services;

    private Host(
            StepCatalog steps,
            InputAnswers answers,
            RunListener listener,
            SecretMask mask,
            Map<Class<?>, Object> services) {
        this.steps = Objects.requireNonNull(steps, "steps");
        this.answers = Objects.requireNonNull(answers, "answers");
        this.listener = Objects.requireNonNull(listener, "listener");
        this.mask = Objects.requireNonNull(mask, "mask");
        this.services = services;
    }

    /** These steps; nobody answers inputs, nobody listens. */
    public static Host of(StepCatalog steps) {
        return new Host(steps, InputAnswers.preset(List.of()), new RunListener() {}, new SecretMask(), Map.of());
    }

    public Host answering(InputAnswers newAnswers) {
        return new Host(steps, newAnswers, listener, mask, services);
    }

    public Host listening(RunListener newListener) {
        return new Host(steps, answers, newListener, mask, services);
    }

    /** Hides what steps learn under way: in the log, in the output of processes, in the saved state. */
    public Host masking(SecretMask newMask) {
        return new Host(steps, answers, listener, newMask, services);
    }

    /** An object that steps find by its type: {@code context.service(Promotion.class)}. */
    public <T> Host serving(Class<T> type, T service) {
        Map<Class<?>, Object> more = new LinkedHashMap<>(services);
        more.put(type, Objects.requireNonNull(service, type.getSimpleName()));
        return new Host(steps, answers, listener, mask, more);
    }

    StepCatalog steps() {
        return steps;
    }

    InputAnswers answers() {
        return answers;
    }

    RunListener listener() {
        return listener;
    }

    SecretMask mask() {
        return mask;
    }

    <T> T service(Class<T> type) {
        Object service = services.get(type);
        if (service == null) {
            throw new IllegalStateException("the host serves no " + type.getName());
        }
        return type.cast(service);
    }
}
