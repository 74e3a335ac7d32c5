package io.jenkins.plugins.promotion.engine.preflight.checks;

import io.jenkins.plugins.promotion.engine.config.Settings;
import io.jenkins.plugins.promotion.engine.finding.Finding;
import io.jenkins.plugins.promotion.engine.finding.PromotionException;
import io.jenkins.plugins.promotion.engine.preflight.Check;
import io.jenkins.plugins.promotion.engine.preflight.CheckContext;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** {@code artifact: { file, sha256? }}: what is going to be deployed lies in the workspace, and is what it should be. */
final class ArtifactCheck implements Check {
    private final Path workspace;
    private final String file;
    private final Optional<String> digest;

    ArtifactCheck(Settings settings, CheckContext context) throws PromotionException {
        workspace = context.workspace().toAbsolutePath().normalize();
        file = settings.text("file");
        digest = settings.optionalText("sha256").map(text -> text.toLowerCase(Locale.ROOT));
        digest.filter(text -> !text.matches("[0-9a-f]{64}"))
                .ifPresent(text -> settings.wrong("sha256", "64 hexadecimal digits", text));
        if (!workspace.resolve(file).normalize().startsWith(workspace)) {
            settings.wrong("file", "a file in the workspace", file);
        }
        settings.close();
    }

    @Override
    public String subject() {
        return "artifact " + file;
    }

    @Override
    public List<Finding> run() throws IOException {
        Path path = workspace.resolve(file);
        if (!Files.isRegularFile(path)) {
            return failed("a file", Files.exists(path) ? "not a file" : "no such file");
        }
        if (!path.toRealPath().startsWith(workspace.toRealPath())) {
            return failed("a file in the workspace", "a link that leaves it");
        }
        if (Files.size(path) == 0) {
            return failed("a file with content", "an empty file");
        }
        if (digest.isEmpty()) {
            return List.of();
        }
        String found = sha256(path);
        return found.equals(digest.get()) ? List.of() : failed("SHA-256 " + digest.get(), "SHA-256 " + found);
    }

    private List<Finding> failed(String expected, String butWas) {
        return List.of(
                Finding.error("artifact", file, expected, butWas, "was it built, and by the build of this release?"));
    }

    private static String sha256(Path path) throws IOException {
        try (InputStream file = Files.newInputStream(path);
                DigestInputStream digested = new DigestInputStream(file, MessageDigest.getInstance("SHA-256"))) {
            digested.transferTo(OutputStream.nullOutputStream());
            return HexFormat.of().formatHex(digested.getMessageDigest().digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
