package io.jenkins.plugins.promotion.cli.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ResponseReaderTest {
    private final ResponseReader reader = new ResponseReader();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 200 OK\r\nX-Version: v42\r\nContent-Length: 5\r\n\r\nhello",
                "HTTP/1.1 200 OK\r\nx-version: v42\r\nTransfer-Encoding: chunked\r\n\r\n3;a=b\r\nhel\r\n2\r\nlo\r\n0\r\n\r\n",
                "HTTP/1.1 200 OK\r\nX-Version: v42\r\ntransfer-encoding: chunked\r\n\r\n0\r\nTrailer: x\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 0\r\nX-Version:v42\r\n\r\n",
                "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 0\r\nX-Version: v42\r\n\r\n",
                "HTTP/1.1 204 No Content\r\nX-Version: v42\r\n\r\n"
            })
    void shouldKnowWhereAResponseEnds(String response) throws Exception {
        byte[] bytes = response.getBytes(StandardCharsets.US_ASCII);
        for (int i = 0; i < bytes.length; i++) {
            assertThat(reader.read(ByteBuffer.wrap(bytes, i, 1)))
                    .as("complete after byte %s of %s", i + 1, bytes.length)
                    .isEqualTo(i == bytes.length - 1);
        }
        assertThat(reader.status() / 100).isEqualTo(2);
        assertThat(reader.version()).isEqualTo("v42");
        assertThat(reader.keepAlive()).isTrue();
    }

    @Test
    void shouldStartAfreshWithEachResponse() throws Exception {
        read("HTTP/1.1 200 OK\r\nX-Version: v42\r\nConnection: close\r\nContent-Length: 1\r\n\r\nx");
        reader.reset();

        read("HTTP/1.1 503 Service Unavailable\r\nContent-Length: 1\r\n\r\nx");

        assertThat(reader.status()).isEqualTo(503);
        assertThat(reader.version()).isEmpty();
        assertThat(reader.keepAlive()).isTrue();
    }

    @Test
    void shouldTakeTheEndOfTheConnectionForTheEndOfABodyWithoutLength() throws Exception {
        assertThat(read("HTTP/1.0 200 OK\r\n\r\nhello")).isFalse();
        assertThat(reader.close()).isTrue();
        assertThat(reader.keepAlive()).isFalse();
    }

    @Test
    void shouldNotTakeHalfAResponseForAWholeOne() throws Exception {
        assertThat(read("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhel")).isFalse();
        assertThat(reader.close()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SSH-2.0-OpenSSH\r\n",
                "HTTP/1.1 OK\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: five\r\n",
                "HTTP/1.1 200 OK\r\nno header\r\n"
            })
    void shouldRefuseWhatIsNoHttp(String bytes) {
        assertThatThrownBy(() -> read(bytes)).isInstanceOf(IOException.class);
    }

    private boolean read(String bytes) throws IOException {
        return reader.read(ByteBuffer.wrap(bytes.getBytes(StandardCharsets.US_ASCII)));
    }
}
