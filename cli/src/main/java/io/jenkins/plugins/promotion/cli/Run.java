package io.jenkins.plugins.promotion.cli;

import io.jenkins.plugins.promotion.cli.pipeline.RunSpec;
import io.jenkins.plugins.promotion.engine.finding.Finding;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code promote run}: runs a Jenkinsfile here, with the same shared library and the same steps as in Jenkins. */
@Command(
        name = "run",
        description = "Runs a Scripted Jenkinsfile without Jenkins. Ctrl-C brings everything back first.",
        footer = {
            "  promote run --approve-as alice --approve-as bob",
            "  promote run Jenkinsfile -p VERSION=v42 --credentials ~/secrets.yaml"
        })
final class Run implements Callable<Exit> {
    private final Promote promote;

    @Mixin
    private RunOptions options = new RunOptions();

    @Parameters(paramLabel = "JENKINSFILE", arity = "0..1", description = "The pipeline (default: Jenkinsfile).")
    private Path jenkinsfile = Path.of("Jenkinsfile");

    @Option(
            names = {"-p", "--param"},
            paramLabel = "NAME=VALUE",
            description = "A parameter of the build.")
    private Map<String, String> parameters = new LinkedHashMap<>();

    @Option(
            names = "--library",
            paramLabel = "NAME=DIRECTORY",
            description = "A shared library beside 'environment-promotion', which is always there.")
    private Map<String, Path> libraries = new LinkedHashMap<>();

    @Option(names = "--credentials", paramLabel = "FILE", description = "YAML with the credentials of the run.")
    private Path credentials;

    Run(Promote promote) {
        this.promote = promote;
    }

    @Override
    public Exit call() throws Exception {
        Path script = promote.resolve(jenkinsfile);
        require(
                Files.isReadable(script) && !Files.isDirectory(script),
                jenkinsfile,
                "a Jenkinsfile that can be read",
                "name it, or go to its directory with -C");
        RunSpec spec = RunSpec.of(script, promote.resolve(Path.of("")))
                .withHome(promote.state())
                .withLibrary(Home.LIBRARY, Home.folder())
                .withParameters(parameters);
        for (Map.Entry<String, Path> library : libraries.entrySet()) {
            Path folder = promote.resolve(library.getValue());
            require(Files.isDirectory(folder), library.getValue(), "the folder of a library", "correct --library");
            spec = spec.withLibrary(library.getKey(), folder);
        }
        if (credentials != null) {
            Path file = promote.resolve(credentials);
            require(
                    Files.isReadable(file) && !Files.isDirectory(file),
                    credentials,
                    "a credentials file that can be read",
                    "correct --credentials");
            spec = spec.withCredentials(file);
        }
        PipelineSession.Ended ended;
        try (Display display = promote.display(options.json())) {
            ended = new PipelineSession(display, options.answers(display), deployment -> entry -> {}, promote.verbose())
                    .start(spec);
        }
        return options.report(promote, ended);
    }

    private void require(boolean good, Path subject, String expected, String remedy) throws BadInputException {
        if (!good) {
            Path file = promote.resolve(subject);
            String found = Files.isDirectory(file) ? "a folder" : Files.exists(file) ? "another file" : "none";
            throw new BadInputException(Finding.error("usage", subject.toString(), expected, found, remedy));
        }
    }
}
