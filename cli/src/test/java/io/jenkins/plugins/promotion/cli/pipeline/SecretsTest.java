package io.jenkins.plugins.promotion.cli.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.StringLength;

/** Whatever a secret is and whatever stands around it, it is masked, and comes back from the disk unchanged. */
class SecretsTest {

    @Property(tries = 300)
    void shouldSealAndUnsealAnyText(
            @ForAll @StringLength(min = 4, max = 40) @CharRange(from = ' ', to = '~') String secret,
            @ForAll @StringLength(max = 10) @CharRange(from = ' ', to = '~') String before,
            @ForAll @StringLength(max = 10) @CharRange(from = ' ', to = '~') String after) {
        Secrets secrets = new Secrets(Map.of("name", secret, "other", "another secret"));
        String text = before + secret + after + "another secret";

        assertThat(secrets.seal(text)).doesNotContain(secret).doesNotContain("another secret");
        assertThat(secrets.unseal(secrets.seal(text))).isEqualTo(text);
        assertThat(secrets.mask(text)).contains("****").doesNotContain("another secret");
    }

    @Property(tries = 300)
    void shouldMaskBase64WhereverTheSecretStandsInIt(
            @ForAll @StringLength(min = 6, max = 40) @CharRange(from = '!', to = '~') String secret,
            @ForAll @StringLength(max = 5) @CharRange(from = 'a', to = 'z') String before,
            @ForAll @StringLength(max = 5) @CharRange(from = 'a', to = 'z') String after) {
        Secrets secrets = new Secrets(Map.of("name", secret));
        byte[] bytes = (before + secret + after).getBytes(StandardCharsets.UTF_8);

        assertThat(secrets.mask(Base64.getEncoder().encodeToString(bytes))).contains("****");
        assertThat(secrets.mask(Base64.getUrlEncoder().encodeToString(bytes))).contains("****");
    }
}
