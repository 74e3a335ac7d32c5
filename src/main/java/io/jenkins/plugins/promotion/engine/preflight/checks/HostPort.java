package io.jenkins.plugins.promotion.engine.preflight.checks;

import io.jenkins.plugins.promotion.engine.config.Settings;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A host and a TCP port, 1 to 65535. */
record HostPort(String host, int port) {
    private static final Pattern COMBINED = Pattern.compile("(\\[[0-9A-Fa-f:.]+]|[^:\\s/]+):(\\d{1,5})");
    private static final int LAST_PORT = 65535;

    /** From the settings {@code host} and {@code port}. */
    static HostPort separate(Settings settings) {
        String host = settings.text("host");
        if (!settings.has("port")) {
            settings.wrong("port", "a whole number from 1 to " + LAST_PORT, "missing");
        }
        return new HostPort(host, settings.integer("port", 1, LAST_PORT).orElse(1));
    }

    /** From one setting, {@code host:port}. */
    static HostPort combined(Settings settings, String key) {
        String text = settings.text(key);
        Matcher matcher = COMBINED.matcher(text);
        int port = matcher.matches() ? Integer.parseInt(matcher.group(2)) : 0;
        if (port < 1 || port > LAST_PORT) {
            settings.wrong(key, "host:port", text);
            return new HostPort("localhost", 1);
        }
        return new HostPort(matcher.group(1), port);
    }

    @Override
    public String toString() {
        return host + ":" + port;
    }
}
