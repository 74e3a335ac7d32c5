package io.jenkins.plugins.promotion.cli.pipeline.steps;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.jenkins.plugins.promotion.cli.pipeline.Arguments;
import io.jenkins.plugins.promotion.cli.pipeline.PipelineRun;
import io.jenkins.plugins.promotion.cli.pipeline.Result;
import io.jenkins.plugins.promotion.cli.pipeline.Step;
import io.jenkins.plugins.promotion.cli.pipeline.StepContext;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.OptionalInt;
import java.util.TreeMap;
import org.jenkinsci.plugins.workflow.steps.FlowInterruptedException;

/** {@code milestone}: an older run does not pass where a newer run of the job has passed. Kept in a file a job. */
final class Milestones implements Step.Work {
    private static final ObjectMapper JSON = new ObjectMapper();

    @Override
    public Object run(StepContext context, Arguments arguments) throws Exception {
        OptionalInt given =
                arguments.has("ordinal") ? OptionalInt.of((int) arguments.number("ordinal")) : OptionalInt.empty();
        int ordinal = context.run().milestone(given);
        int newest = pass(context.run(), ordinal);
        if (newest > context.run().number()) {
            throw new FlowInterruptedException(
                    Result.NOT_BUILT, "Superseded by #" + newest + " at milestone " + ordinal);
        }
        context.log("Trying to pass milestone " + ordinal);
        return null;
    }

    /** Passes unless a newer run has. @return the newest run that has passed this milestone or a later one */
    private static synchronized int pass(PipelineRun run, int ordinal) throws IOException {
        Path folder = Files.createDirectories(run.home().resolve("milestones"));
        Path file = folder.resolve(URLEncoder.encode(run.job(), StandardCharsets.UTF_8) + ".json");
        try (FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            channel.lock();
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
    }

    private static TreeMap<Integer, Integer> read(FileChannel channel) throws IOException {
        byte[] content = Channels.newInputStream(channel).readAllBytes();
        return content.length == 0 ? new TreeMap<>() : JSON.readValue(content, new TypeReference<>() {});
    }
}
