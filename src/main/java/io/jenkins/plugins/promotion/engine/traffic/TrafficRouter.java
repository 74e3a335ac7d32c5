package io.jenkins.plugins.promotion.engine.traffic;

import java.io.Closeable;
import java.util.OptionalInt;

/**
 * What shares an environment's traffic between its two slots: a load balancer, a service mesh, a selector.
 *
 * <p>Implementations are safe for use from one thread at a time, bound every call in time, and hold no lock or connection
 * that a crash would leak. {@link #apply} takes a whole split, never a delta, so that repeating it after a crash is harmless.
 */
public interface TrafficRouter extends Closeable {

    /**
     * Asks the router what is live now; never answers from memory.
     *
     * @throws RouterException if the router cannot be asked, or its state is not a split of the two slots
     */
    TrafficSplit read() throws RouterException, InterruptedException;

    /**
     * Makes the split live for new requests; requests under way are finished by the slot that has them.
     * Returning means that the router accepted it, not that it was observed.
     *
     * @throws RouterException if it was refused, or if it is unknown whether it took effect
     */
    void apply(TrafficSplit split) throws RouterException, InterruptedException;

    /**
     * Requests that the slot is still working on, as the router counts them; empty if this router cannot tell.
     *
     * @throws RouterException if the router cannot be asked
     */
    OptionalInt inFlight(Slot slot) throws RouterException, InterruptedException;

    /** One line for logs: kind and address, no credentials. */
    String describe();

    @Override
    default void close() {}
}
