package io.jenkins.plugins.promotion.engine.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NetworkPolicyTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "169.254.169.254",
                "169.254.170.2",
                "2852039166", // decimal
                "169.16689662", // two parts
                "[::ffff:169.254.169.254]", // IPv4-mapped
                "[::ffff:a9fe:a9fe]",
                "[::169.254.169.254]", // IPv4-compatible
                "[64:ff9b::169.254.169.254]", // NAT64
                "[64:ff9b:1::169.254.169.254]", // NAT64 of a network of one's own
                "[2002:a9fe:a9fe::1]", // 6to4
                "fe80::1",
                "[fe80::1]",
                "fd00:ec2::254",
                "100.100.100.200",
                "168.63.129.16"
            })
    void shouldRefuseLinkLocalAndMetadataAddressesInAnyNotation(String host) {
        assertThatThrownBy(() -> NetworkPolicy.open().resolve(host)).isInstanceOf(RefusedAddressException.class);
        assertThatThrownBy(() -> NetworkPolicy.only(List.of(host)).resolve(host))
                .isInstanceOf(RefusedAddressException.class);
    }

    /** The system may read these as 169.254.169.254 or as no host at all; neither may be reached. */
    @ParameterizedTest
    @ValueSource(strings = {"0xA9FEA9FE", "0251.0376.0251.0376", "0xa9.254.0xa9.254"})
    void shouldNotBeFooledByHexAndOctal(String host) {
        assertThatThrownBy(() -> NetworkPolicy.open().resolve(host)).isInstanceOf(IOException.class);
    }

    @Test
    void shouldRefuseANameWhoseAnswerHoldsAMetadataAddress() {
        NetworkPolicy policy = NetworkPolicy.open(host ->
                new InetAddress[] {InetAddress.getByName("192.0.2.1"), InetAddress.getByName("169.254.169.254")});

        assertThatThrownBy(() -> policy.resolve("innocent.example.com"))
                .isInstanceOf(RefusedAddressException.class)
                .hasMessageContaining("innocent.example.com")
                .hasMessageContaining("169.254.169.254");
    }

    @Test
    void shouldAllowLoopbackAndOrdinaryAddresses() throws IOException {
        assertThat(NetworkPolicy.open().resolve("127.0.0.1")).containsExactly(InetAddress.getByName("127.0.0.1"));
        assertThat(NetworkPolicy.open().resolve("10.1.2.3")).hasSize(1);
        assertThat(NetworkPolicy.open().resolve("[2001:db8::1]")).hasSize(1);
    }

    @Test
    void shouldConnectToTheFirstAddressThatAccepts() throws IOException {
        try (ServerSocket second = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            NetworkPolicy policy = NetworkPolicy.open(
                    host -> new InetAddress[] {InetAddress.getByName("127.0.0.2"), InetAddress.getByName("127.0.0.1")});

            try (Socket socket = policy.connect("two.example.com", second.getLocalPort(), Duration.ofSeconds(10))) {
                assertThat(socket.getInetAddress()).isEqualTo(InetAddress.getByName("127.0.0.1"));
            }
        }
    }

    @Test
    void shouldConnectToNobodyThatItRefuses() {
        assertThatThrownBy(() -> NetworkPolicy.open().connect("169.254.169.254", 80, Duration.ofSeconds(1)))
                .isInstanceOf(RefusedAddressException.class);
    }

    @Test
    void shouldReachOnlyListedHosts() throws IOException {
        NetworkPolicy policy = NetworkPolicy.only(List.of("db.example.com", "*.testing.example.com"), host ->
                new InetAddress[] {InetAddress.getByName("192.0.2.1")});

        assertThat(policy.resolve("DB.example.com.")).hasSize(1);
        assertThat(policy.resolve("app.testing.example.com")).hasSize(1);
        for (String other :
                List.of("testing.example.com", "eviltesting.example.com", "192.0.2.1", "db.example.com.evil.org")) {
            assertThatThrownBy(() -> policy.resolve(other))
                    .isInstanceOf(RefusedAddressException.class)
                    .hasMessageContaining(other);
        }
    }

    @Test
    void shouldAllowNothingWithAnEmptyList() {
        assertThatThrownBy(() -> NetworkPolicy.only(List.of()).resolve("127.0.0.1"))
                .isInstanceOf(RefusedAddressException.class);
    }
}
