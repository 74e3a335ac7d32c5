package io.jenkins.plugins.promotion.engine.traffic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class PatientRouterTest {
    private static final TrafficSplit LIVE = TrafficSplit.giving(Slot.GREEN, 25);

    private final Hiccups router = new Hiccups();
    private final PatientRouter patient = new PatientRouter(router);

    @Test
    void shouldAskOnceMoreIfTheRouterDoesNotAnswer() throws Exception {
        router.silentFor = 1;

        assertThat(patient.read()).isEqualTo(LIVE);
        assertThat(router.calls).containsExactly("read", "read");
    }

    @Test
    void shouldNotAskForEver() {
        router.silentFor = 2;

        assertThatThrownBy(patient::read)
                .isInstanceOf(RouterException.class)
                .hasMessage("silent at call 2")
                .hasSuppressedException(new RouterException(RouterException.Effect.NONE, "silent at call 1"));
    }

    @Test
    void shouldGiveAnOrderOnce() {
        router.silentFor = 1;

        assertThatThrownBy(() -> patient.apply(LIVE)).hasMessage("silent at call 1");
        assertThat(router.calls).containsExactly("apply " + LIVE);
    }

    /** Does not answer the first calls. */
    private static final class Hiccups implements TrafficRouter {
        private final List<String> calls = new ArrayList<>();
        private int silentFor;

        private void called(String call) throws RouterException {
            calls.add(call);
            if (calls.size() <= silentFor) {
                throw new RouterException(RouterException.Effect.NONE, "silent at call " + calls.size());
            }
        }

        @Override
        public TrafficSplit read() throws RouterException {
            called("read");
            return LIVE;
        }

        @Override
        public void apply(TrafficSplit split) throws RouterException {
            called("apply " + split);
        }

        @Override
        public OptionalInt inFlight(Slot slot) throws RouterException {
            called("in flight " + slot);
            return OptionalInt.empty();
        }

        @Override
        public String describe() {
            return "a router with hiccups";
        }
    }
}
