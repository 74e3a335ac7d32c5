package io.jenkins.plugins.promotion.engine.secrets;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.Chars;
import net.jqwik.api.constraints.NumericChars;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

class SecretMaskTest {
    private static final String VALUE = "p&ss w/rd'\"$<é>";

    private final SecretMask mask = new SecretMask();

    @Test
    void shouldLeaveALineAloneThatHoldsNothing() {
        assertThat(mask.mask("all is well")).isEqualTo("all is well");
        mask.hide(SecretValue.of(VALUE));
        assertThat(mask.mask("all is well")).isEqualTo("all is well");
    }

    @Test
    void shouldHideAValueWhereverItStands() {
        mask.hide(SecretValue.of("tr0ub4dor"));

        assertThat(mask.mask("user=bob password=tr0ub4dor, again: tr0ub4dor"))
                .isEqualTo("user=bob password=****, again: ****");
    }

    @Test
    void shouldHideEveryEncoding() throws Exception {
        mask.hide(SecretValue.of(VALUE));
        byte[] utf8 = VALUE.getBytes(StandardCharsets.UTF_8);
        String url = URLEncoder.encode(VALUE, StandardCharsets.UTF_8);

        for (String form : List.of(
                VALUE,
                Base64.getEncoder().encodeToString(utf8),
                Base64.getEncoder().withoutPadding().encodeToString(utf8),
                Base64.getUrlEncoder().encodeToString(utf8),
                Base64.getUrlEncoder().withoutPadding().encodeToString(utf8),
                HexFormat.of().formatHex(utf8),
                HexFormat.of().withUpperCase().formatHex(utf8),
                url,
                url.replace("+", "%20"),
                "p%26ss%20w%2frd%27%22%24%3c%c3%a9%3e",
                "p&amp;ss w/rd'\"$&lt;é&gt;",
                "p&amp;ss w/rd&#39;&quot;$&lt;é&gt;",
                "p&ss w/rd'\\''\"$<é>",
                "p\\&ss\\ w/rd\\'\\\"\\$\\<é\\>",
                "p&ss w/rd'\\\"\\$<é>",
                "p&ss w/rd'\\\"$<é>",
                "p&ss w\\/rd'\\\"$<é>",
                "p&ss w/rd'\\\"$<\\u00e9>")) {
            assertThat(mask.mask("[" + form + "]")).as(form).isEqualTo("[****]");
        }
    }

    @Test
    void shouldHideAValueInsideALongerTextThatWasEncoded() {
        mask.hide(SecretValue.of("correct horse battery"));

        for (String user : List.of("al", "bob", "carl", "alice")) {
            String header = Base64.getEncoder()
                    .encodeToString((user + ":correct horse battery:more").getBytes(StandardCharsets.UTF_8));
            String masked = mask.mask("Authorization: Basic " + header);

            assertThat(masked).as(header).contains("****");
            assertThat(masked.length()).as(masked).isLessThan(header.length() + 10);
        }
    }

    @Test
    void shouldHideEachLineOfAValueOfSeveralLines() {
        mask.hide(SecretValue.of("-----BEGIN KEY-----\nMIIEow\r\n  IBAAK\n\nab\n-----END KEY-----\n"));

        assertThat(mask.mask("MIIEow")).isEqualTo("****");
        assertThat(mask.mask("> IBAAK <")).isEqualTo("> **** <");
        assertThat(mask.mask("-----BEGIN KEY-----")).isEqualTo("****");
        assertThat(mask.mask("ab")).as("too short to tell from harmless text").isEqualTo("ab");
    }

    @Test
    void shouldHideTheLinesThatABase64CommandWraps() {
        String value = "0123456789".repeat(20);
        mask.hide(SecretValue.of(value));
        String wrapped = Base64.getMimeEncoder(76, "\n".getBytes(StandardCharsets.US_ASCII))
                .encodeToString((value + "\n").getBytes(StandardCharsets.UTF_8));

        List<String> masked = wrapped.lines().map(mask::mask).toList();

        assertThat(masked.subList(0, masked.size() - 1)).containsOnly("****");
    }

    @Test
    void shouldHideTheWholeOfAValueThatContainsAnother() {
        mask.hide(SecretValue.of("horse"));
        mask.hide(SecretValue.of("horse-battery"));

        assertThat(mask.mask("horse-battery horse")).isEqualTo("**** ****");
    }

    @Test
    void shouldHideNothingForAnEmptyValueAndAShortOneAsItIs() {
        mask.hide(SecretValue.of(""));
        assertThat(mask.mask("")).isEmpty();
        assertThat(mask.mask("text")).isEqualTo("text");

        mask.hide(SecretValue.of("k9"));
        assertThat(mask.mask("key k9")).isEqualTo("key ****");
    }

    @Test
    void shouldTellNothingAboutWhatItHides() {
        mask.hide(SecretValue.of("tr0ub4dor"));

        assertThat(mask.toString()).matches("hides \\d+ forms");
    }

    @Property(tries = 200)
    void shouldNeverLetAValueThroughInTheFormsThatProgramsUse(
            @ForAll
                    @AlphaChars
                    @NumericChars
                    @Chars({' ', '/', '+', '"', '\'', '\\', '&', '$', '%', '~', '*', 'é'})
                    @StringLength(min = 8, max = 40)
                    String value,
            @ForAll @AlphaChars @StringLength(max = 9) String before)
            throws JsonProcessingException {
        if (value.isBlank() || !value.equals(value.strip())) {
            return;
        }
        SecretMask fresh = new SecretMask();
        fresh.hide(SecretValue.of(value));
        byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);

        for (String form : Arrays.asList(
                value,
                new ObjectMapper().writeValueAsString(value),
                URLEncoder.encode(value, StandardCharsets.UTF_8),
                Base64.getEncoder().encodeToString(utf8),
                Base64.getUrlEncoder()
                        .withoutPadding()
                        .encodeToString((before + value).getBytes(StandardCharsets.UTF_8)),
                HexFormat.of().formatHex(utf8))) {
            assertThat(LeakScan.of(value).scan("masked", fresh.mask(form).getBytes(StandardCharsets.UTF_8)))
                    .as(form)
                    .isEmpty();
        }
    }
}
