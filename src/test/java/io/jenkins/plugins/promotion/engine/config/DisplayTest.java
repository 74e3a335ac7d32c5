package io.jenkins.plugins.promotion.engine.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DisplayTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "password",
                "db.password",
                "DB_PASSWORD",
                "apiKey",
                "api-key",
                "APIKey",
                "clientSecret",
                "tokens[0]",
                "auth.value",
                "dbpassword",
                "credentials.user",
                "aws.secretAccessKey"
            })
    void shouldHideWhatLooksSecret(String key) {
        assertThat(Display.of(key, "marked")).isEqualTo("****");
    }

    @ParameterizedTest
    @ValueSource(strings = {"keyboard", "author", "monkey", "passage", "tokenizer", "database.url", "compass"})
    void shouldShowWhatDoesNotLookSecret(String key) {
        assertThat(Display.of(key, "shown")).isEqualTo("shown");
    }

    @Test
    void shouldHideThePasswordOfAnAddress() {
        assertThat(Display.of("database.url", "pg://alice:marked@db/shop")).isEqualTo("pg://alice:****@db/shop");
    }

    @Test
    void shouldHideThePasswordOfAConnectionString() {
        assertThat(Display.of("database", "Server=db;User=alice;Password=marked;Pool=5"))
                .isEqualTo("Server=db;User=alice;Password=****;Pool=5");
    }
}
