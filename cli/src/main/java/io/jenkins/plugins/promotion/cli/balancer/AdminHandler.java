package io.jenkins.plugins.promotion.cli.balancer;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.jenkins.plugins.promotion.engine.traffic.Slot;
import io.jenkins.plugins.promotion.engine.traffic.TrafficSplit;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import io.undertow.util.Methods;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code GET|PUT /routes/<name>/split} and {@code GET /routes/<name>/in-flight}, as {@code {"blue":…,"green":…}}. */
final class AdminHandler implements HttpHandler {
    private static final Pattern PATH = Pattern.compile("/routes/([^/]+)/(split|in-flight)");
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Map<String, Route> routes;

    AdminHandler(Map<String, Route> routes) {
        this.routes = Map.copyOf(routes);
    }

    @Override
    public void handleRequest(HttpServerExchange exchange) {
        Matcher path = PATH.matcher(exchange.getRequestPath());
        Route route = path.matches() ? routes.get(path.group(1)) : null;
        if (route == null) {
            refuse(exchange, 404, "no such route; there are " + routes.keySet());
            return;
        }
        boolean split = path.group(2).equals("split");
        SlotPicker picker = route.picker();
        if (exchange.getRequestMethod().equals(Methods.GET)) {
            if (split) {
                answer(exchange, picker.split());
            } else {
                answer(exchange, picker.inFlight(Slot.BLUE), picker.inFlight(Slot.GREEN));
            }
        } else if (split && exchange.getRequestMethod().equals(Methods.PUT)) {
            exchange.getRequestReceiver().receiveFullString((received, body) -> put(received, picker, body));
        } else {
            refuse(exchange, 405, "a split is read and put, a count is read");
        }
    }

    private static void put(HttpServerExchange exchange, SlotPicker picker, String body) {
        try {
            JsonNode wanted = JSON.readTree(body);
            TrafficSplit split = new TrafficSplit(weight(wanted, Slot.BLUE), weight(wanted, Slot.GREEN));
            picker.set(split);
            answer(exchange, split);
        } catch (JsonProcessingException | IllegalArgumentException e) {
            refuse(exchange, 400, e instanceof IllegalArgumentException ? e.getMessage() : "not JSON");
        }
    }

    private static int weight(JsonNode wanted, Slot slot) {
        JsonNode weight = wanted.path(slot.toString());
        if (!weight.isInt()) {
            throw new IllegalArgumentException("a weight is a whole number, but " + slot + " was " + weight);
        }
        return weight.intValue();
    }

    private static void answer(HttpServerExchange exchange, TrafficSplit split) {
        answer(exchange, split.blue(), split.green());
    }

    private static void answer(HttpServerExchange exchange, int blue, int green) {
        exchange.getResponseHeaders().put(Headers.CONTENT_TYPE, "application/json");
        exchange.getResponseSender().send("{\"blue\":" + blue + ",\"green\":" + green + "}");
    }

    private static void refuse(HttpServerExchange exchange, int status, String reason) {
        exchange.setStatusCode(status);
        exchange.getResponseHeaders().put(Headers.CONTENT_TYPE, "text/plain");
        exchange.getResponseSender().send(reason + "\n");
    }
}
