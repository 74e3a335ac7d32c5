package io.jenkins.plugins.promotion.host;

import io.jenkins.plugins.promotion.Messages;
import io.jenkins.plugins.promotion.engine.config.Choice;
import io.jenkins.plugins.promotion.engine.finding.PromotionException;
import io.jenkins.plugins.promotion.engine.traffic.RouterException;
import io.jenkins.plugins.promotion.engine.traffic.Slot;
import io.jenkins.plugins.promotion.engine.traffic.TrafficRouter;
import io.jenkins.plugins.promotion.engine.traffic.TrafficSplit;
import io.jenkins.plugins.promotion.engine.traffic.routers.Routers;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.OptionalInt;

/** A router that is reached from the agent: its address stands in the repository's file, and anybody can write there. */
final class AgentRouter implements TrafficRouter {
    private final Agent agent;
    private final SentChoice choice;
    private final String description;

    /** @throws PromotionException if there is no such router, or its settings are incomplete */
    AgentRouter(Agent agent, Choice choice) throws PromotionException {
        this.agent = agent;
        this.choice = SentChoice.of(choice);
        try (TrafficRouter here = open(choice)) {
            this.description = here.describe();
        }
    }

    /** Opening reaches nothing. A script is run by the launcher and never comes here. */
    static TrafficRouter open(Choice choice) throws PromotionException {
        return new Routers((command, environment, timeout) -> {
                    throw new IOException("no commands here");
                })
                .open(choice);
    }

    @Override
    public TrafficSplit read() throws RouterException, InterruptedException {
        return call(new Read(choice), RouterException.Effect.NONE);
    }

    @Override
    public void apply(TrafficSplit split) throws RouterException, InterruptedException {
        call(new Apply(choice, split), RouterException.Effect.UNKNOWN);
    }

    @Override
    public OptionalInt inFlight(Slot slot) throws RouterException, InterruptedException {
        int count = call(new InFlight(choice, slot), RouterException.Effect.NONE);
        return count < 0 ? OptionalInt.empty() : OptionalInt.of(count);
    }

    @Override
    public String describe() {
        return description;
    }

    private <T> T call(Work<Answer<T>> work, RouterException.Effect lost) throws RouterException, InterruptedException {
        try {
            Answer<T> answer = agent.run(work);
            if (answer.effect() != null) {
                throw new RouterException(answer.effect(), answer.failure());
            }
            return answer.value();
        } catch (PromotionException | IOException e) {
            throw new RouterException(lost, Messages.AgentRouter_failed(e.getMessage()), e);
        }
    }

    /** What a router answered, or how it failed. */
    private record Answer<T>(T value, RouterException.Effect effect, String failure) implements Serializable {}

    /** One call of a router, opened for it. */
    private interface Call<T> extends Work<Answer<T>> {
        SentChoice choice();

        T call(TrafficRouter router) throws RouterException, InterruptedException;

        @Override
        default Answer<T> run(Path workspace) throws Exception {
            try (TrafficRouter router = open(choice().choice())) {
                return new Answer<>(call(router), null, "");
            } catch (RouterException e) {
                return new Answer<>(null, e.effect(), e.getMessage());
            }
        }
    }

    private record Read(SentChoice choice) implements Call<TrafficSplit> {
        @Override
        public TrafficSplit call(TrafficRouter router) throws RouterException, InterruptedException {
            return router.read();
        }
    }

    private record Apply(SentChoice choice, TrafficSplit split) implements Call<Boolean> {
        @Override
        public Boolean call(TrafficRouter router) throws RouterException, InterruptedException {
            router.apply(split);
            return true;
        }
    }

    private record InFlight(SentChoice choice, Slot slot) implements Call<Integer> {
        @Override
        public Integer call(TrafficRouter router) throws RouterException, InterruptedException {
            return router.inFlight(slot).orElse(-1);
        }
    }
}
