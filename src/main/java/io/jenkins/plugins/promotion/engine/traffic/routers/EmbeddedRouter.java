package io.jenkins.plugins.promotion.engine.traffic.routers;

import static io.jenkins.plugins.promotion.engine.traffic.RouterException.Effect.NONE;
import static io.jenkins.plugins.promotion.engine.traffic.RouterException.Effect.UNKNOWN;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.jenkins.plugins.promotion.engine.finding.Finding;
import io.jenkins.plugins.promotion.engine.finding.PromotionException;
import io.jenkins.plugins.promotion.engine.traffic.RouterException;
import io.jenkins.plugins.promotion.engine.traffic.Slot;
import io.jenkins.plugins.promotion.engine.traffic.TrafficRouter;
import io.jenkins.plugins.promotion.engine.traffic.TrafficSplit;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.OptionalInt;
import java.util.regex.Pattern;

/** The load balancer that comes with the command line, driven through the admin address of one of its routes. */
final class EmbeddedRouter implements TrafficRouter {
    private static final Duration TIMEOUT = Duration.ofSeconds(2);
    private static final Pattern ADDRESS = Pattern.compile("https?://[^\\s?#]+");
    private static final ObjectMapper JSON = new ObjectMapper();

    private final String address;

    EmbeddedRouter(Settings settings) throws PromotionException {
        address = settings.matching("address", ADDRESS).replaceAll("/+$", "");
        try {
            URI.create(address);
        } catch (IllegalArgumentException e) {
            throw settings.invalid("address", "a URL", "'" + address + "'");
        }
    }

    @Override
    public TrafficSplit read() throws RouterException, InterruptedException {
        return split(NONE, send("/split", request("/split").GET(), NONE));
    }

    @Override
    public void apply(TrafficSplit split) throws RouterException, InterruptedException {
        String wanted = JSON.createObjectNode()
                .put(Slot.BLUE.toString(), split.blue())
                .put(Slot.GREEN.toString(), split.green())
                .toString();
        HttpRequest.Builder put =
                request("/split").header("Content-Type", "application/json").PUT(BodyPublishers.ofString(wanted));
        TrafficSplit now = split(UNKNOWN, send("/split", put, UNKNOWN));
        if (!now.equals(split)) {
            throw failure(
                    UNKNOWN, "/split", split.toString(), now.toString(), "look who else drives this balancer", null);
        }
    }

    @Override
    public OptionalInt inFlight(Slot slot) throws RouterException, InterruptedException {
        return OptionalInt.of(whole(
                NONE, "/in-flight", send("/in-flight", request("/in-flight").GET(), NONE), slot));
    }

    @Override
    public String describe() {
        return "embedded " + address;
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(address + path)).timeout(TIMEOUT);
    }

    private JsonNode send(String path, HttpRequest.Builder request, RouterException.Effect onceSent)
            throws RouterException, InterruptedException {
        String remedy = "start the balancer, or correct traffic.embedded.address";
        try {
            HttpResponse<String> response = Client.INSTANCE.send(request.build(), BodyHandlers.ofString());
            int status = response.statusCode();
            if (status != 200) {
                // The balancer answers 4xx before it touches anything.
                RouterException.Effect effect = status / 100 == 4 ? NONE : onceSent;
                String answer = "status " + status + ", " + RuntimeApi.shorten(response.body());
                throw failure(effect, path, "status 200", answer, remedy, null);
            }
            return JSON.readTree(response.body());
        } catch (JsonProcessingException e) {
            throw failure(onceSent, path, "a JSON object", "something else", remedy, e);
        } catch (ConnectException | HttpConnectTimeoutException e) {
            throw failure(NONE, path, "a balancer that takes connections", reason(e), remedy, e);
        } catch (IOException e) {
            throw failure(onceSent, path, "an answer within " + TIMEOUT.toMillis() + " ms", reason(e), remedy, e);
        }
    }

    private static String reason(IOException e) {
        if (e.getMessage() != null) {
            return e.getMessage();
        }
        return e.getCause() instanceof UnresolvedAddressException ? "an unknown host" : "a refused connection";
    }

    private TrafficSplit split(RouterException.Effect effect, JsonNode answer) throws RouterException {
        int blue = whole(effect, "/split", answer, Slot.BLUE);
        int green = whole(effect, "/split", answer, Slot.GREEN);
        if (blue > 100 || green > 100 || blue + green != 100) {
            String found = RuntimeApi.shorten(answer.toString());
            throw failure(effect, "/split", "weights that sum to 100", found, "check what answers there", null);
        }
        return new TrafficSplit(blue, green);
    }

    private int whole(RouterException.Effect effect, String path, JsonNode answer, Slot slot) throws RouterException {
        JsonNode value = answer.path(slot.toString());
        if (!value.isInt() || value.intValue() < 0) {
            String found = RuntimeApi.shorten(answer.toString());
            throw failure(effect, path, "a whole number for " + slot, found, "check what answers there", null);
        }
        return value.intValue();
    }

    private RouterException failure(
            RouterException.Effect effect,
            String path,
            String expected,
            String butWas,
            String remedy,
            Exception cause) {
        return new RouterException(
                effect,
                Finding.error("traffic", "embedded " + address + path, expected, butWas, remedy)
                        .toString(),
                cause);
    }

    /** One client for all balancers: a client holds a thread for as long as it lives. */
    private static final class Client {
        static final HttpClient INSTANCE = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .proxy(HttpClient.Builder.NO_PROXY)
                .connectTimeout(TIMEOUT)
                .build();
    }
}
