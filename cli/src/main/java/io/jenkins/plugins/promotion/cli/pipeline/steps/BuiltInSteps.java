package io.jenkins.plugins.promotion.cli.pipeline.steps;

import hudson.AbortException;
import io.jenkins.plugins.promotion.cli.pipeline.Arguments;
import io.jenkins.plugins.promotion.cli.pipeline.BodyScope;
import io.jenkins.plugins.promotion.cli.pipeline.Result;
import io.jenkins.plugins.promotion.cli.pipeline.Step;
import io.jenkins.plugins.promotion.cli.pipeline.StepCatalog;
import io.jenkins.plugins.promotion.cli.pipeline.StepContext;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The steps of Jenkins itself that a pipeline of the command line may use. */
public final class BuiltInSteps {

    private BuiltInSteps() {}

    /** All of them; a host adds its own. */
    public static StepCatalog catalog() {
        return new StepCatalog()
                .with(
                        Step.immediate("echo", List.of("message"), BuiltInSteps::echo),
                        Step.immediate("error", List.of("message"), BuiltInSteps::error),
                        Step.immediate("unstable", List.of("message"), BuiltInSteps::unstable),
                        Step.immediate("pwd", List.of("tmp"), BuiltInSteps::pwd),
                        Step.immediate("isUnix", List.of(), (context, arguments) -> true),
                        Step.immediate("readFile", List.of("file", "encoding"), BuiltInSteps::readFile),
                        Step.immediate("writeFile", List.of("file", "text", "encoding"), BuiltInSteps::writeFile),
                        Step.immediate("fileExists", List.of("file"), BuiltInSteps::fileExists),
                        Step.immediate("libraryResource", List.of("resource", "encoding"), BuiltInSteps::resource),
                        Step.immediate("library", List.of("identifier", "changelog"), BuiltInSteps::library),
                        Step.immediate("checkout", List.of("scm", "changelog", "poll"), BuiltInSteps::checkout))
                .with(
                        new ScopeStep("node", List.of("label"), BuiltInSteps::node),
                        new ScopeStep("dir", List.of("path"), BuiltInSteps::dir),
                        new ScopeStep("withEnv", List.of("overrides"), BuiltInSteps::withEnv),
                        new ScopeStep("withCredentials", List.of("bindings"), new CredentialBindings()),
                        new ScopeStep("timestamps", List.of(), (context, arguments) -> BodyScope.UNCHANGED),
                        new ScopeStep(
                                "ansiColor", List.of("colorMapName"), (context, arguments) -> BodyScope.UNCHANGED))
                .with(
                        new StageStep(),
                        new ParallelStep(),
                        new SleepStep(),
                        new TimeoutStep(),
                        new RetryStep(),
                        new CatchErrorStep("catchError", Result.FAILURE),
                        new CatchErrorStep("warnError", Result.UNSTABLE),
                        new LockStep(),
                        new MilestoneStep(),
                        new InputStep(),
                        new ShellStep());
    }

    private static Object echo(StepContext context, Arguments arguments) throws AbortException {
        context.log(arguments.text("message", "null"));
        return null;
    }

    private static Object error(StepContext context, Arguments arguments) throws AbortException {
        throw new AbortException(arguments.text("message", ""));
    }

    private static Object unstable(StepContext context, Arguments arguments) throws AbortException {
        context.log("WARNING: " + arguments.text("message"));
        context.run().worsen(Result.UNSTABLE);
        context.worsenStage(Result.UNSTABLE);
        return null;
    }

    private static Object pwd(StepContext context, Arguments arguments) throws AbortException {
        Path directory = context.directory();
        return arguments.flag("tmp", false) ? directory + "@tmp" : directory.toString();
    }

    private static Object readFile(StepContext context, Arguments arguments) throws IOException {
        Path file = context.directory().resolve(arguments.text("file"));
        try {
            return new String(Files.readAllBytes(file), charset(arguments));
        } catch (NoSuchFileException e) {
            throw new AbortException("readFile: expected a file " + file + ", but there is none");
        }
    }

    private static Object writeFile(StepContext context, Arguments arguments) throws IOException {
        Path file = context.directory().resolve(arguments.text("file"));
        Files.createDirectories(file.getParent());
        Files.write(file, arguments.text("text").getBytes(charset(arguments)));
        return null;
    }

    private static Charset charset(Arguments arguments) throws AbortException {
        String name = arguments.text("encoding", "UTF-8");
        if (!Charset.isSupported(name)) {
            throw arguments.wrong("encoding", "a character set");
        }
        return Charset.forName(name);
    }

    private static Object fileExists(StepContext context, Arguments arguments) throws AbortException {
        return Files.exists(context.directory().resolve(arguments.text("file")));
    }

    private static Object resource(StepContext context, Arguments arguments) throws IOException {
        return context.run().resource(arguments.text("resource"));
    }

    private static Object library(StepContext context, Arguments arguments) throws AbortException {
        context.run().useLibrary(arguments.text("identifier"));
        return null;
    }

    private static Object checkout(StepContext context, Arguments arguments) {
        context.log("The working folder is the checkout: " + context.directory());
        return null;
    }

    private static BodyScope node(StepContext context, Arguments arguments) throws AbortException {
        String label = arguments.text("label", "");
        context.log("Running on this machine" + (label.isEmpty() ? "" : ", for '" + label + "',") + " in "
                + context.directory());
        return BodyScope.UNCHANGED.withEnvironment(
                List.of("NODE_NAME=built-in", "NODE_LABELS=" + label, "EXECUTOR_NUMBER=0"));
    }

    private static BodyScope dir(StepContext context, Arguments arguments) throws AbortException {
        Path directory = context.directory().resolve(arguments.text("path")).normalize();
        context.log("Running in " + directory);
        return BodyScope.UNCHANGED.withDirectory(directory);
    }

    private static BodyScope withEnv(StepContext context, Arguments arguments) throws AbortException {
        List<String> variables = new ArrayList<>();
        for (Object variable : arguments.list("overrides")) {
            if (!(variable instanceof String text) || text.indexOf('=') < 1) {
                throw arguments.wrong("overrides", "a list of 'NAME=value'");
            }
            variables.add(text);
        }
        return BodyScope.UNCHANGED.withEnvironment(variables);
    }
}
