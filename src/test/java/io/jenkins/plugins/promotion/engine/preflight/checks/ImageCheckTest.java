package io.jenkins.plugins.promotion.engine.preflight.checks;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.jenkins.plugins.promotion.engine.finding.Finding;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(20)
class ImageCheckTest {
    private static final String DIGEST = "sha256:" + "ab".repeat(32);

    @TempDir
    Path workspace;

    private final List<String> asked = new CopyOnWriteArrayList<>();
    private HttpServer registry;
    private volatile boolean open;
    private volatile String realm;

    @BeforeEach
    void start() throws IOException {
        registry = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 10);
        realm = "http://" + registry() + "/token";
        registry.createContext("/v2/", this::answerManifest);
        registry.createContext("/token", this::answerToken);
        registry.start();
    }

    @AfterEach
    void stop() {
        registry.stop(0);
    }

    private void answerManifest(HttpExchange exchange) throws IOException {
        String authorization = exchange.getRequestHeaders().getFirst("Authorization");
        asked.add(exchange.getRequestMethod() + " " + exchange.getRequestURI() + " " + authorization);
        if (!open && !"Bearer t0k".equals(authorization)) {
            String challenge = "Bearer realm=\"" + realm + "\",service=\"reg\",scope=\"repository:shop/app:pull\"";
            exchange.getResponseHeaders().add("WWW-Authenticate", challenge);
            exchange.sendResponseHeaders(401, -1);
        } else {
            boolean known = exchange.getRequestURI().getPath().matches("/v2/shop/app/manifests/(v42|sha256:.*)");
            exchange.getResponseHeaders().add("Docker-Content-Digest", DIGEST);
            exchange.sendResponseHeaders(known ? 200 : 404, -1);
        }
        exchange.close();
    }

    private void answerToken(HttpExchange exchange) throws IOException {
        asked.add("token " + exchange.getRequestURI().getRawQuery());
        byte[] body = "{\"token\":\"t0k\"}".getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(200, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    @Test
    void shouldFindAnImageByTagAndByDigest() throws Exception {
        open = true;

        assertThat(check(registry() + "/shop/app:${release}")).isEmpty();
        assertThat(check(registry() + "/shop/app@" + DIGEST)).isEmpty();
        assertThat(asked).first().isEqualTo("HEAD /v2/shop/app/manifests/v42 null");
    }

    @Test
    void shouldAskForTheTokenThatEverybodyGets() throws Exception {
        assertThat(check(registry() + "/shop/app:v42")).isEmpty();
        assertThat(asked)
                .containsExactly(
                        "HEAD /v2/shop/app/manifests/v42 null",
                        "token service=reg&scope=repository%3Ashop%2Fapp%3Apull",
                        "HEAD /v2/shop/app/manifests/v42 Bearer t0k");
    }

    @Test
    void shouldSayThatTheRegistryHasNoSuchImage() throws Exception {
        Finding finding = check(registry() + "/shop/app:v43").get(0);

        assertThat(finding.subject()).isEqualTo(registry() + "/shop/app:v43");
        assertThat(finding.butWas()).isEqualTo("the registry has none");
        assertThat(finding.remedy()).contains("pushed");
    }

    @Test
    void shouldReportADigestThatTheRegistryDoesNotConfirm() throws Exception {
        open = true;

        assertThat(check(registry() + "/shop/app@sha256:" + "00".repeat(32))
                        .get(0)
                        .butWas())
                .isEqualTo("digest " + DIGEST);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"http://10.1.2.3/token", "ftp://x/", "not an address", "", "https://169.254.169.254/latest"})
    void shouldFetchNoTokenFromAnywhereUnsafe(String unsafe) throws Exception {
        realm = unsafe;

        assertThat(check(registry() + "/shop/app:v42")).hasSize(1);
        assertThat(asked).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({
        "nginx,                            registry-1.docker.io, library/nginx, latest",
        "shop/app:v1,                      registry-1.docker.io, shop/app,      v1",
        "docker.io/shop/app:v1,            registry-1.docker.io, shop/app,      v1",
        "registry.example.com/a/b/c:1.2-x, registry.example.com, a/b/c,         1.2-x",
        "localhost:5000/app,               localhost:5000,       app,           latest",
        "localhost/app,                    localhost,            app,           latest",
        "registry:5000/my__app_x:v1,       registry:5000,        my__app_x,     v1"
    })
    void shouldReadReferencesAsDockerDoes(String text, String registryName, String repository, String version) {
        assertThat(ImageReference.parse(text)).contains(new ImageReference(registryName, repository, version));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "App", "a//b", "a:b:c", "../x", "a@sha256:12", "a b", "http://registry/a", "a/../b", "a?x=1"
            })
    void shouldRefuseWhatIsNoReference(String text) throws Exception {
        assertThat(ImageReference.parse(text)).isEmpty();
        assertThat(check(text).get(0).expected()).startsWith("an image such as ");
    }

    private String registry() {
        return "127.0.0.1:" + registry.getAddress().getPort();
    }

    private List<Finding> check(String reference) throws Exception {
        return Context.run("image", "{reference: '" + reference + "'}", Context.of(workspace));
    }
}
