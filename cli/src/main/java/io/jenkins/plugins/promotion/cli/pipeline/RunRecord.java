package io.jenkins.plugins.promotion.cli.pipeline;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What is known about a run: {@code run.json}.
 *
 * @param startedAt epoch milliseconds
 * @param endedAt epoch milliseconds; 0 while it has not ended
 * @param result null while it has not ended
 * @param error why it failed, with the line of the script; null if it did not
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RunRecord(
        String job,
        int number,
        String workspace,
        String home,
        Map<String, Object> parameters,
        Map<String, String> libraries,
        String credentials,
        long startedAt,
        long endedAt,
        Result result,
        String error,
        String description,
        String displayName) {

    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    static RunRecord begun(RunSpec spec, int number, long startedAt) {
        Map<String, String> libraries = new LinkedHashMap<>();
        spec.libraries().forEach((name, folder) -> libraries.put(name, folder.toString()));
        return new RunRecord(
                spec.job(),
                number,
                spec.workspace().toString(),
                spec.home().toString(),
                spec.parameters(),
                libraries,
                spec.credentials().map(Path::toString).orElse(null),
                startedAt,
                0,
                null,
                null,
                null,
                null);
    }

    /** The record of a run's directory. */
    public static RunRecord read(Path runDirectory) throws IOException {
        return JSON.readValue(runDirectory.resolve("run.json").toFile(), RunRecord.class);
    }

    void write(Path runDirectory) throws IOException {
        ProgramFile.replace(runDirectory.resolve("run.json"), JSON.writeValueAsBytes(this));
    }

    RunRecord ended(long at, Result newResult, String newError, String newDescription, String newDisplayName) {
        return new RunRecord(
                job,
                number,
                workspace,
                home,
                parameters,
                libraries,
                credentials,
                startedAt,
                at,
                newResult,
                newError,
                newDescription,
                newDisplayName);
    }
}
