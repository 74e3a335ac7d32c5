package io.jenkins.plugins.promotion.cli.pipeline.steps;

import hudson.AbortException;
import io.jenkins.plugins.promotion.cli.pipeline.Arguments;
import io.jenkins.plugins.promotion.cli.pipeline.InputAnswer;
import io.jenkins.plugins.promotion.cli.pipeline.InputParameter;
import io.jenkins.plugins.promotion.cli.pipeline.InputRecord;
import io.jenkins.plugins.promotion.cli.pipeline.InputRequest;
import io.jenkins.plugins.promotion.cli.pipeline.Result;
import io.jenkins.plugins.promotion.cli.pipeline.Step;
import io.jenkins.plugins.promotion.cli.pipeline.StepContext;
import io.jenkins.plugins.promotion.cli.pipeline.StepExecution;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jenkinsci.plugins.workflow.steps.FlowInterruptedException;

/** {@code input}: asks a person, and records who said what before the pipeline goes on. */
final class InputStep implements Step {

    @Override
    public String name() {
        return "input";
    }

    @Override
    public List<String> parameters() {
        return List.of("message", "id", "ok", "submitter", "submitterParameter", "parameters");
    }

    @Override
    public StepExecution start(StepContext context, Arguments arguments) throws IOException {
        List<InputParameter> parameters = new ArrayList<>();
        for (Object parameter : arguments.list("parameters")) {
            parameters.add(parameter(parameter));
        }
        List<String> submitters = Arrays.stream(arguments.text("submitter", "").split(","))
                .map(String::trim)
                .filter(name -> !name.isEmpty())
                .toList();
        InputRequest request = new InputRequest(
                context.id(),
                arguments.text("id", context.id()),
                arguments.text("message"),
                arguments.text("ok", "Proceed"),
                submitters,
                parameters);
        Execution execution = new Execution(request, arguments.text("submitterParameter", ""));
        execution.resume(context);
        return execution;
    }

    private static InputParameter parameter(Object described) throws AbortException {
        if (!(described instanceof Map<?, ?> description) || !description.containsKey("symbol")) {
            throw new AbortException("input: expected parameters such as string(name: 'X'), but was " + described);
        }
        String kind = String.valueOf(description.get("symbol"));
        Object name = description.get("name");
        if (name == null) {
            throw new AbortException("input: " + kind + ": expected a name, but was nothing");
        }
        List<String> choices = choices(description.get("choices"));
        Object otherwise =
                switch (kind) {
                    case "string", "text" -> text(description.get("defaultValue"), "");
                    case "booleanParam" -> Boolean.parseBoolean(text(description.get("defaultValue"), "false"));
                    case "choice" -> {
                        if (choices.isEmpty()) {
                            throw new AbortException("input: choice '" + name + "': expected choices, but was nothing");
                        }
                        yield choices.get(0);
                    }
                    default ->
                        throw new AbortException("input: expected string, text, choice or booleanParam, but was '"
                                + kind + "'; a password is a credential: use withCredentials");
                };
        return new InputParameter(kind, name.toString(), text(description.get("description"), ""), otherwise, choices);
    }

    private static List<String> choices(Object choices) {
        if (choices instanceof List<?> list) {
            return list.stream().map(String::valueOf).toList();
        }
        return choices == null ? List.of() : List.of(choices.toString().split("\\R"));
    }

    private static String text(Object value, String otherwise) {
        return value == null ? otherwise : value.toString();
    }

    private static final class Execution implements StepExecution {
        private static final long serialVersionUID = 1L;

        private final InputRequest request;
        private final String submitterParameter;

        Execution(InputRequest request, String submitterParameter) {
            this.request = request;
            this.submitterParameter = submitterParameter;
        }

        /** An answer that was recorded before a crash is kept; otherwise the question is asked again. */
        @Override
        public void resume(StepContext context) throws IOException {
            Optional<InputRecord> recorded = context.run().inputs().stream()
                    .filter(record -> record.step().equals(request.step()))
                    .findFirst();
            if (recorded.isPresent()) {
                finish(context, recorded.get());
                return;
            }
            context.log(request.message());
            ask(context);
        }

        private void ask(StepContext context) {
            CompletableFuture<InputAnswer> future = context.run().ask(request);
            context.onEnd(() -> future.cancel(true));
            future.whenComplete((answer, error) -> context.onPipelineThread(() -> {
                if (error != null) {
                    context.fail(error instanceof CompletionException ? error.getCause() : error);
                } else {
                    answered(context, answer);
                }
            }));
        }

        private void answered(StepContext context, InputAnswer answer) throws IOException {
            if (!request.mayBeAnsweredBy(answer.who())) {
                throw new AbortException("input '" + request.message() + "': expected an answer of "
                        + String.join(", ", request.submitters()) + ", but was one of " + answer.who());
            }
            InputRecord record = new InputRecord(
                    request.step(),
                    request.id(),
                    request.message(),
                    answer.who(),
                    System.currentTimeMillis(),
                    answer.approved(),
                    answer.reason(),
                    values(answer));
            context.run().recordInput(record);
            finish(context, record);
        }

        private Map<String, Object> values(InputAnswer answer) throws AbortException {
            Map<String, Object> values = new LinkedHashMap<>();
            for (InputParameter parameter : request.parameters()) {
                Object value = value(parameter, answer);
                if (!parameter.choices().isEmpty() && !parameter.choices().contains(value)) {
                    throw new AbortException("input '" + request.message() + "': '" + parameter.name()
                            + "': expected one of " + parameter.choices() + ", but was '" + value + "'");
                }
                values.put(parameter.name(), value);
            }
            return values;
        }

        /** In Jenkins a reason is a parameter of that name; here everybody who answers is asked for one anyway. */
        private static Object value(InputParameter parameter, InputAnswer answer) {
            Object given = answer.parameters().get(parameter.name());
            if (given == null
                    && parameter.name().equals("reason")
                    && !answer.reason().isEmpty()) {
                return answer.reason();
            }
            return given == null ? parameter.defaultValue() : given;
        }

        private void finish(StepContext context, InputRecord record) {
            String reason = record.reason().isEmpty() ? "" : ": " + record.reason();
            if (!record.approved()) {
                context.fail(new FlowInterruptedException(Result.ABORTED, "Rejected by " + record.who() + reason));
                return;
            }
            context.log("Approved by " + record.who() + reason);
            Map<String, Object> values = new LinkedHashMap<>(record.parameters());
            if (!submitterParameter.isEmpty()) {
                values.put(submitterParameter, record.who());
            }
            // As in Jenkins: nothing, the only value, or all by name.
            context.succeed(
                    values.isEmpty()
                            ? null
                            : values.size() == 1 ? values.values().iterator().next() : values);
        }
    }
}
