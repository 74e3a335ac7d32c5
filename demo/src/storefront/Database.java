package storefront;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** The shop's database, as far as health is concerned: it lets in who has a password that {@code database.sh} has accepted. */
final class Database {
    private Database() {}

    static boolean accepts(Storefront.Settings settings) {
        if (settings.database() == null) {
            return !settings.databasePassword().isEmpty();
        }
        try {
            String login = settings.environment() + ":" + settings.databasePassword();
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(login.getBytes(StandardCharsets.UTF_8));
            return Files.readAllLines(settings.database())
                    .contains(HexFormat.of().formatHex(digest));
        } catch (IOException e) {
            return false;
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
