package io.jenkins.plugins.promotion.cli.traffic;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.jenkins.plugins.promotion.cli.balancer.Balancer;
import io.jenkins.plugins.promotion.cli.balancer.FrontEnd;
import io.jenkins.plugins.promotion.engine.config.Choice;
import io.jenkins.plugins.promotion.engine.finding.PromotionException;
import io.jenkins.plugins.promotion.engine.traffic.RouterException;
import io.jenkins.plugins.promotion.engine.traffic.Slot;
import io.jenkins.plugins.promotion.engine.traffic.TrafficRouter;
import io.jenkins.plugins.promotion.engine.traffic.routers.Routers;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EmbeddedRouterTest extends TrafficRouterContract {
    private Balancer balancer;

    @Override
    void start(URI blue, URI green) {
        InetSocketAddress any = new InetSocketAddress("127.0.0.1", 0);
        balancer = new Balancer(Map.of(new FrontEnd("storefront", blue, green, Slot.BLUE), any), any);
    }

    @Override
    void stop() {
        balancer.close();
    }

    @Override
    URI url() {
        return balancer.url("storefront");
    }

    @Override
    TrafficRouter router() throws Exception {
        return at(balancer.admin("storefront").toString());
    }

    @Override
    TrafficRouter routerAt(int port) throws Exception {
        return at("http://127.0.0.1:" + port + "/routes/storefront");
    }

    private static TrafficRouter at(String address) throws PromotionException {
        return new Routers((command, environment, timeout) -> {
                    throw new AssertionError("the embedded balancer needs no command");
                })
                .open(new Choice(
                        "embedded", JsonNodeFactory.instance.objectNode().put("address", address)));
    }

    @Test
    void shouldNameTheRoutesThatThereAre() throws Exception {
        TrafficRouter wrong = at(balancer.admin("nope").toString());

        assertThatThrownBy(wrong::read)
                .isInstanceOf(RouterException.class)
                .hasMessageContaining("no such route; there are [storefront]");
    }

    @Test
    void shouldRefuseAnAddressThatIsNoUrl() {
        assertThatThrownBy(() -> at("127.0.0.1:8080"))
                .isInstanceOf(PromotionException.class)
                .hasMessageContaining("traffic.embedded.address");
    }
}
