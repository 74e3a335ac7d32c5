package io.jenkins.plugins.promotion.engine.config.targets;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.promotion.engine.config.ConfigurationTarget;
import io.jenkins.plugins.promotion.engine.config.EffectiveConfiguration;
import io.jenkins.plugins.promotion.engine.finding.Finding;
import io.jenkins.plugins.promotion.engine.finding.PromotionException;
import io.jenkins.plugins.promotion.engine.journal.DurableFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Publishes to a folder of this machine: {@code versions/<id>/configuration.json} for each version, and {@code current},
 * a link to the folder of the current one. A version appears as a whole, by a rename, after it is on the disk.
 */
final class FileTarget implements ConfigurationTarget {
    private static final Pattern ID = Pattern.compile("v([1-9][0-9]{0,8})-[0-9a-f]{12}");

    private final Path folder;
    private final Path versions;
    private final Format format;
    private final int keep;
    private final Clock clock;
    private final Pointer current;
    private final Pointer previous;

    /**
     * @param keep how many versions stay
     * @param links whether symbolic links may be made
     */
    FileTarget(Path folder, Format format, int keep, Clock clock, boolean links) {
        this.folder = folder.toAbsolutePath().normalize();
        versions = this.folder.resolve("versions");
        this.format = format;
        this.keep = keep;
        this.clock = clock;
        current = new Pointer(this.folder.resolve("current"), links);
        previous = new Pointer(this.folder.resolve("previous"), false);
    }

    static FileTarget of(Path base, ObjectNode settings, Clock clock) {
        return new FileTarget(
                base.resolve(settings.path("path").asText()),
                Format.valueOf(settings.path("format").asText("json").toUpperCase(Locale.ROOT)),
                settings.path("keep").asInt(10),
                clock,
                true);
    }

    @Override
    public Version publish(EffectiveConfiguration configuration) throws PromotionException {
        return attempt("publish", () -> {
            Files.createDirectories(versions);
            removeUnfinished();
            String digest = configuration.digest();
            Optional<Version> same = whole().stream()
                    .filter(manifest -> manifest.file().equals(contentName()))
                    .map(Manifest::version)
                    .filter(version -> version.digest().equals(digest))
                    .findFirst();
            Version version = same.isPresent() ? same.get() : write(configuration);
            makeCurrent(version.id());
            removeOld();
            return version;
        });
    }

    @Override
    public Optional<Version> current() throws PromotionException {
        return attempt("read", () -> {
            Optional<String> id = current.read();
            if (id.isEmpty()) {
                return Optional.empty();
            }
            return Optional.of(manifest(id.get()).version());
        });
    }

    @Override
    public List<Version> versions() throws PromotionException {
        return attempt("read", () -> whole().stream().map(Manifest::version).toList());
    }

    @Override
    public EffectiveConfiguration read(String id) throws PromotionException {
        return attempt("read", () -> manifest(id).configuration());
    }

    @Override
    public void restore(String id) throws PromotionException {
        attempt("restore", () -> {
            manifest(id);
            makeCurrent(id);
            return id;
        });
    }

    @Override
    public void withdraw() throws PromotionException {
        attempt("withdraw", () -> {
            if (current.read().isPresent()) {
                current.remove();
            }
            return folder;
        });
    }

    @Override
    public String describe() {
        return "file " + folder;
    }

    private Version write(EffectiveConfiguration configuration) throws IOException {
        int next = 1 + ids().mapToInt(FileTarget::number).max().orElse(0);
        Version version = new Version(
                "v" + next + "-" + configuration.digest().substring(0, 12), configuration.digest(), clock.millis());
        Path unfinished = Files.createDirectory(versions.resolve(".unfinished-" + version.id()));
        byte[] content = format.bytes(configuration.values());
        Disk.write(unfinished.resolve(contentName()), content);
        Disk.write(
                unfinished.resolve(Manifest.NAME),
                Manifest.of(version, configuration, contentName(), content).bytes());
        DurableFile.syncFolder(unfinished);
        Files.move(unfinished, versions.resolve(version.id()), StandardCopyOption.ATOMIC_MOVE);
        DurableFile.syncFolder(versions);
        return version;
    }

    private void makeCurrent(String id) throws IOException, PromotionException {
        if (current.isTaken()) {
            throw failure(folder.resolve("current").toString(), "a link to a version", "a folder", "move it away");
        }
        Optional<String> before = current.read();
        if (before.isPresent() && before.get().equals(id)) {
            return;
        }
        if (before.isPresent()) {
            previous.pointTo(versions.resolve(before.get()));
        }
        current.pointTo(versions.resolve(id));
    }

    /** What a crash left half-written. */
    private void removeUnfinished() throws IOException {
        for (Path child : children()) {
            if (child.getFileName().toString().startsWith(".unfinished-")) {
                Disk.remove(child);
            }
        }
    }

    private void removeOld() throws IOException {
        List<String> kept = new ArrayList<>();
        current.read().ifPresent(kept::add);
        previous.read().ifPresent(kept::add);
        List<String> oldestFirst =
                ids().sorted(Comparator.comparingInt(FileTarget::number)).toList();
        for (String id : oldestFirst.subList(0, Math.max(0, oldestFirst.size() - keep))) {
            if (!kept.contains(id)) {
                Disk.remove(versions.resolve(id));
            }
        }
    }

    /** The versions that are not damaged, the oldest first. */
    private List<Manifest> whole() throws IOException {
        List<Manifest> found = new ArrayList<>();
        for (String id :
                ids().sorted(Comparator.comparingInt(FileTarget::number)).toList()) {
            if (Files.exists(versions.resolve(id).resolve(Manifest.NAME))) {
                Manifest.read(versions.resolve(id)).ifPresent(found::add);
            }
        }
        return found;
    }

    private Stream<String> ids() throws IOException {
        return children().stream().map(child -> child.getFileName().toString()).filter(name -> ID.matcher(name)
                .matches());
    }

    private List<Path> children() throws IOException {
        if (!Files.isDirectory(versions)) {
            return List.of();
        }
        try (Stream<Path> children = Files.list(versions)) {
            return children.toList();
        }
    }

    private static int number(String id) {
        Matcher matcher = ID.matcher(id);
        return matcher.matches() ? Integer.parseInt(matcher.group(1)) : 0;
    }

    private String contentName() {
        return "configuration." + format.name().toLowerCase(Locale.ROOT);
    }

    private Manifest manifest(String id) throws IOException, PromotionException {
        Path version = versions.resolve(id);
        if (!ID.matcher(id).matches() || !Files.isRegularFile(version.resolve(Manifest.NAME))) {
            throw failure(
                    "version " + id + " in " + folder,
                    ids().findAny().isPresent()
                            ? "one of the versions "
                                    + String.join(", ", ids().sorted().toList())
                            : "a version",
                    "no such version",
                    "publish the configuration again");
        }
        return Manifest.read(version)
                .orElseThrow(() -> failure(
                        "version " + id + " in " + folder,
                        "what was published",
                        "something else: it was damaged or edited",
                        "remove " + version + " and publish the configuration again"));
    }

    private static PromotionException failure(String subject, String expected, String butWas, String remedy) {
        return new PromotionException(Finding.error("configuration", subject, expected, butWas, remedy));
    }

    private <T> T attempt(String what, Work<T> work) throws PromotionException {
        try {
            return work.run();
        } catch (IOException e) {
            throw new PromotionException(
                    Finding.error(
                            "configuration",
                            what + " in " + folder,
                            "a folder that can be read and written",
                            e.getClass().getSimpleName() + ": " + e.getMessage(),
                            "check the permissions and the space of " + folder),
                    e);
        }
    }

    @FunctionalInterface
    private interface Work<T> {
        T run() throws IOException, PromotionException;
    }
}
