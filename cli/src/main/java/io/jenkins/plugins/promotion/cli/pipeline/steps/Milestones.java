package io.jenkins.plugins.promotion.cli.pipeline.steps;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.jenkins.plugins.promotion.cli.pipeline.PipelineRun;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.OptionalInt;
import java.util.TreeMap;

/** The newest run of a job at each milestone, in a file that processes share. */
final class Milestones {
    private static final ObjectMapper JSON = new ObjectMapper();

    private Milestones() {}

    static Path file(PipelineRun run) {
        return run.home().resolve("milestones").resolve(URLEncoder.encode(run.job(), StandardCharsets.UTF_8) + ".json");
    }

    /**
     * Passes unless a newer run has; tries once, without waiting.
     *
     * @return the newest run that has passed this milestone or a later one; empty if another process has the file just now
     */
    static synchronized OptionalInt pass(PipelineRun run, int ordinal) throws IOException {
        Path file = file(run);
        Files.createDirectories(file.getParent());
        try (FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            return isOurs(channel) ? OptionalInt.of(pass(run, ordinal, channel)) : OptionalInt.empty();
        }
    }

    private static boolean isOurs(FileChannel channel) throws IOException {
        try {
            return channel.tryLock() != null;
        } catch (OverlappingFileLockException e) {
            // Another class loader of this process has it: the same as another process.
            return false;
        }
    }

    private static int pass(PipelineRun run, int ordinal, FileChannel channel) throws IOException {
        TreeMap<Integer, Integer> passed = read(channel);
        int newest = passed.tailMap(ordinal, true).values().stream()
                .mapToInt(Integer::intValue)
                .max()
                .orElse(0);
        if (newest <= run.number()) {
            passed.put(ordinal, run.number());
            byte[] content = JSON.writeValueAsBytes(passed);
            channel.write(ByteBuffer.wrap(content), 0);
            channel.truncate(content.length);
            channel.force(true);
        }
        return newest;
    }

    private static TreeMap<Integer, Integer> read(FileChannel channel) throws IOException {
        byte[] content = Channels.newInputStream(channel).readAllBytes();
        return content.length == 0 ? new TreeMap<>() : JSON.readValue(content, new TypeReference<>() {});
    }
}
