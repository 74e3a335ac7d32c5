package io.jenkins.plugins.promotion.cli.balancer;

import io.jenkins.plugins.promotion.engine.traffic.Slot;
import io.jenkins.plugins.promotion.engine.traffic.TrafficSplit;
import io.undertow.client.UndertowClient;
import io.undertow.predicate.Predicates;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.handlers.ResponseCodeHandler;
import io.undertow.server.handlers.proxy.ConnectionPoolErrorHandler;
import io.undertow.server.handlers.proxy.ConnectionPoolManager;
import io.undertow.server.handlers.proxy.ProxyCallback;
import io.undertow.server.handlers.proxy.ProxyClient;
import io.undertow.server.handlers.proxy.ProxyConnection;
import io.undertow.server.handlers.proxy.ProxyConnectionPool;
import io.undertow.server.handlers.proxy.ProxyHandler;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.xnio.OptionMap;

/** One front end at work: gives every request, not every connection, to the slot that is due. */
final class Route implements ProxyClient {
    private static final int REQUEST_TIMEOUT_MILLIS = 30_000;

    private final SlotPicker picker;
    private final Map<Slot, ProxyConnectionPool> pools = new EnumMap<>(Slot.class);
    private final HttpHandler handler;

    Route(FrontEnd frontEnd) {
        picker = new SlotPicker(TrafficSplit.allTo(frontEnd.live()));
        for (Slot slot : Slot.values()) {
            pools.put(
                    slot,
                    new ProxyConnectionPool(
                            new Limits(), frontEnd.slot(slot), UndertowClient.getInstance(), OptionMap.EMPTY));
        }
        handler = ProxyHandler.builder()
                .setProxyClient(this)
                .setNext(ResponseCodeHandler.HANDLE_404)
                .setMaxRequestTime(REQUEST_TIMEOUT_MILLIS)
                // What was sent may have had an effect, so it is never sent twice; what was lost is seen as lost.
                .setMaxConnectionRetries(0)
                .setIdempotentRequestPredicate(Predicates.falsePredicate())
                .build();
    }

    SlotPicker picker() {
        return picker;
    }

    HttpHandler handler() {
        return handler;
    }

    @Override
    public ProxyTarget findTarget(HttpServerExchange exchange) {
        Slot slot = picker.pick();
        exchange.addExchangeCompleteListener((done, next) -> {
            picker.done(slot);
            next.proceed();
        });
        return new Target(slot);
    }

    @Override
    public void getConnection(
            ProxyTarget target,
            HttpServerExchange exchange,
            ProxyCallback<ProxyConnection> callback,
            long timeout,
            TimeUnit unit) {
        pools.get(((Target) target).slot()).connect(target, exchange, callback, timeout, unit, false);
    }

    private record Target(Slot slot) implements ProxyTarget {}

    /** The limits of one slot's connections, for each I/O thread. */
    private static final class Limits extends ConnectionPoolErrorHandler.SimpleConnectionPoolErrorHandler
            implements ConnectionPoolManager {
        private static final int CONNECTIONS = 512;
        private static final int QUEUE = 4096;
        /** Shorter than any server keeps an idle connection, so that none is closed under a request. */
        private static final int IDLE_MILLIS = 2_000;

        @Override
        public int getProblemServerRetry() {
            return -1; // every request tries for itself: a slot that came up is used at once
        }

        @Override
        public int getMaxConnections() {
            return CONNECTIONS;
        }

        @Override
        public int getMaxCachedConnections() {
            return CONNECTIONS;
        }

        @Override
        public int getSMaxConnections() {
            return 0;
        }

        @Override
        public long getTtl() {
            return IDLE_MILLIS;
        }

        @Override
        public int getMaxQueueSize() {
            return QUEUE;
        }
    }
}
