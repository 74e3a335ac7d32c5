package io.jenkins.plugins.promotion.engine.secrets;

import io.jenkins.plugins.promotion.engine.config.Choice;
import io.jenkins.plugins.promotion.engine.config.Settings;
import io.jenkins.plugins.promotion.engine.finding.PromotionException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Map;

/** {@code generate: { length?, alphabet? }}: a new random value each time. */
final class Generated implements SecretSource {
    private static final String LETTERS_AND_DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    private static final int DEFAULT_LENGTH = 32;
    private static final int LONGEST = 4096;

    /** Fewer can be tried out: NIST SP 800-63B asks for 64 bits of an authenticator that cannot be tried often. */
    private static final int LEAST_BITS = 64;

    private static final SecureRandom RANDOM = new SecureRandom();

    private final int length;
    private final int[] alphabet;

    Generated(Choice choice) throws PromotionException {
        Settings settings = new Settings(choice, Map.of());
        length = settings.integer("length", 1, LONGEST).orElse(DEFAULT_LENGTH);
        // Not by the settings' own reader, which looks for placeholders in texts.
        String characters =
                settings.has("alphabet") ? choice.settings().get("alphabet").asText() : LETTERS_AND_DIGITS;
        alphabet = characters.codePoints().distinct().toArray();
        double bits = length * Math.log(Math.max(alphabet.length, 1)) / Math.log(2);
        if (bits < LEAST_BITS) {
            settings.wrong(
                    "length",
                    "enough characters for " + LEAST_BITS + " random bits",
                    length + " of " + alphabet.length + " different ones: " + (int) bits + " bits");
        }
        settings.close();
    }

    @Override
    public SecretValue value() {
        // A character takes two places if it is beyond Unicode's first 65536.
        char[] chars = new char[2 * length];
        int end = 0;
        for (int i = 0; i < length; i++) {
            end += Character.toChars(alphabet[RANDOM.nextInt(alphabet.length)], chars, end);
        }
        char[] exact = Arrays.copyOf(chars, end);
        try {
            return SecretValue.of(exact);
        } finally {
            Arrays.fill(chars, '\0');
            Arrays.fill(exact, '\0');
        }
    }

    @Override
    public boolean isFresh() {
        return true;
    }

    @Override
    public String describe() {
        return "a generator";
    }
}
