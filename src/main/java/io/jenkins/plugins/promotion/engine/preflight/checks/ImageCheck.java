package io.jenkins.plugins.promotion.engine.preflight.checks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.jenkins.plugins.promotion.engine.config.Settings;
import io.jenkins.plugins.promotion.engine.finding.Finding;
import io.jenkins.plugins.promotion.engine.finding.PromotionException;
import io.jenkins.plugins.promotion.engine.network.Unreachable;
import io.jenkins.plugins.promotion.engine.network.WebAnswer;
import io.jenkins.plugins.promotion.engine.network.WebClient;
import io.jenkins.plugins.promotion.engine.network.WebRequest;
import io.jenkins.plugins.promotion.engine.preflight.Check;
import io.jenkins.plugins.promotion.engine.preflight.CheckContext;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * {@code image: { reference }}: a container image is in its registry, asked through the OCI distribution API, anonymously.
 * Plain HTTP is for a registry on this machine only.
 */
final class ImageCheck implements Check {
    private static final Duration TIMEOUT = Addresses.DEFAULT_TIMEOUT;
    private static final int REQUESTS = 3;
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String MANIFESTS = String.join(
            ", ",
            "application/vnd.oci.image.index.v1+json",
            "application/vnd.oci.image.manifest.v1+json",
            "application/vnd.docker.distribution.manifest.list.v2+json",
            "application/vnd.docker.distribution.manifest.v2+json");

    private final WebClient client;
    private final String name;
    private final Optional<ImageReference> image;

    ImageCheck(Settings settings, CheckContext context) throws PromotionException {
        client = context.client();
        name = settings.text("reference");
        image = ImageReference.parse(name);
        if (image.isEmpty()) {
            settings.wrong("reference", "an image such as registry.example.com/shop/app:v42", name);
        }
        settings.close();
    }

    @Override
    public String subject() {
        return "image " + name;
    }

    @Override
    public Duration timeout() {
        return Addresses.withMargin(TIMEOUT.multipliedBy(REQUESTS));
    }

    @Override
    public List<Finding> run() throws InterruptedException {
        try {
            return judge(image.orElseThrow(), manifest(image.orElseThrow()));
        } catch (IOException e) {
            Unreachable why = Unreachable.because(e);
            return failed("an answer of its registry", why.found(), why.remedy());
        }
    }

    private WebAnswer manifest(ImageReference wanted) throws IOException, InterruptedException {
        URI address = URI.create((isHere(wanted.host()) ? "http" : "https") + "://" + wanted.registry() + "/v2/"
                + wanted.repository() + "/manifests/" + wanted.version());
        WebRequest request = WebRequest.get(address, TIMEOUT).withMethod("HEAD").withHeader("Accept", MANIFESTS);
        WebAnswer answer = client.send(request);
        if (answer.status() != 401) {
            return answer;
        }
        Optional<String> token = token(answer);
        return token.isEmpty() ? answer : client.send(request.withHeader("Authorization", "Bearer " + token.get()));
    }

    /** Asks for the token that the registry gives to everybody; empty if it gives none. */
    private Optional<String> token(WebAnswer refusal) throws IOException, InterruptedException {
        Optional<URI> address = refusal.header("www-authenticate")
                .flatMap(BearerChallenge::parse)
                .map(BearerChallenge::tokenAddress);
        if (address.isEmpty() || !isTrustworthy(address.get())) {
            return Optional.empty();
        }
        WebAnswer answer = client.send(WebRequest.get(address.get(), TIMEOUT));
        if (!answer.isSuccess() || !answer.isComplete()) {
            return Optional.empty();
        }
        return token(answer.body());
    }

    private static Optional<String> token(byte[] body) {
        try {
            JsonNode json = JSON.readTree(body);
            String token = json.path("token").asText(json.path("access_token").asText(""));
            return Optional.of(token).filter(text -> text.matches("[A-Za-z0-9._~+/=-]+"));
        } catch (IOException e) {
            // Not even its message may be shown: it quotes what may be a token.
            return Optional.empty();
        }
    }

    private boolean isTrustworthy(URI address) throws IOException {
        try {
            WebRequest.requireWebAddress(address);
        } catch (IllegalArgumentException e) {
            return false;
        }
        return address.getScheme().equalsIgnoreCase("https") || isHere(address.getHost());
    }

    private boolean isHere(String host) throws IOException {
        return client.policy().resolve(host).stream().allMatch(InetAddress::isLoopbackAddress);
    }

    private List<Finding> judge(ImageReference wanted, WebAnswer answer) {
        if (answer.isSuccess()) {
            Optional<String> digest = answer.header("docker-content-digest");
            return wanted.isPinned() && digest.isPresent() && !digest.get().equals(wanted.version())
                    ? failed(
                            "digest " + wanted.version(),
                            "digest " + digest.get(),
                            "the registry is broken; pull the image by hand")
                    : List.of();
        }
        return switch (answer.status()) {
            case 404 -> failed("an image", "the registry has none", "was it pushed, and with this tag?");
            case 401, 403 ->
                failed(
                        "an image that everybody may read",
                        "status " + answer.status() + ", also with the token for everybody",
                        "is the name right? for a private registry check with a command that can log in");
            default -> failed("an image", "status " + answer.status(), "look after the registry, then run it again");
        };
    }

    private List<Finding> failed(String expected, String butWas, String remedy) {
        return List.of(Finding.error("image", name, expected, butWas, remedy));
    }
}
