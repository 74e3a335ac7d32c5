package storefront;

import com.sun.net.httpserver.HttpExchange;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** A visitor's session, kept in a signed cookie: every slot that has the key understands it, so it survives a switch. */
final class Session {
    private static final String COOKIE = "session";

    private final SecretKeySpec key;

    /** @param key shared by all slots; without one, sessions end with the process */
    Session(String key) {
        this.key = new SecretKeySpec(key.isEmpty() ? random() : key.getBytes(StandardCharsets.UTF_8), "HmacSHA256");
    }

    /** Counts this visit, and returns how many the session has. */
    int visit(HttpExchange exchange) {
        int visits = visits(exchange) + 1;
        String cookie = visits + "." + signature(visits);
        exchange.getResponseHeaders().add("Set-Cookie", COOKIE + "=" + cookie + "; Path=/; HttpOnly; SameSite=Lax");
        return visits;
    }

    private int visits(HttpExchange exchange) {
        for (String header : exchange.getRequestHeaders().getOrDefault("Cookie", List.of())) {
            for (String cookie : header.split(";\\s*")) {
                if (cookie.matches(COOKIE + "=\\d{1,9}\\.[\\w-]+")) {
                    String[] parts = cookie.substring(COOKIE.length() + 1).split("\\.");
                    int visits = Integer.parseInt(parts[0]);
                    return MessageDigest.isEqual(bytes(parts[1]), bytes(signature(visits))) ? visits : 0;
                }
            }
        }
        return 0;
    }

    private String signature(int visits) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(key);
            return Base64.getUrlEncoder().withoutPadding().encodeToString(mac.doFinal(bytes(String.valueOf(visits))));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] random() {
        byte[] bytes = new byte[32];
        new SecureRandom().nextBytes(bytes);
        return bytes;
    }
}
