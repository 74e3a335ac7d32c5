package io.jenkins.plugins.promotion.cli.pipeline;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What is run. Everything here is remembered with the run.
 *
 * @param job the name that runs are counted and milestones are kept under
 * @param jenkinsfile the script
 * @param workspace the folder that steps work in: the checkout
 * @param home where runs, locks and milestones are kept: {@code .promotion}
 * @param libraries shared libraries by name: folders with {@code vars/}, {@code src/}, {@code resources/}
 * @param parameters the build's parameters; strings and booleans
 * @param credentials the credentials file, if there is one
 */
public record RunSpec(
        String job,
        Path jenkinsfile,
        Path workspace,
        Path home,
        Map<String, Path> libraries,
        Map<String, Object> parameters,
        Optional<Path> credentials) {

    public RunSpec {
        jenkinsfile = jenkinsfile.toAbsolutePath().normalize();
        workspace = workspace.toAbsolutePath().normalize();
        home = home.toAbsolutePath().normalize();
        libraries = new LinkedHashMap<>(libraries);
        parameters = new LinkedHashMap<>(parameters);
        credentials = credentials.map(path -> path.toAbsolutePath().normalize());
    }

    /** Runs a script in its workspace; the state goes to {@code .promotion} there. */
    public static RunSpec of(Path jenkinsfile, Path workspace) {
        Path name = workspace.toAbsolutePath().normalize().getFileName();
        return new RunSpec(
                name == null ? "pipeline" : name.toString(),
                jenkinsfile,
                workspace,
                workspace.resolve(".promotion"),
                Map.of(),
                Map.of(),
                Optional.empty());
    }

    public RunSpec withJob(String name) {
        return new RunSpec(name, jenkinsfile, workspace, home, libraries, parameters, credentials);
    }

    public RunSpec withHome(Path folder) {
        return new RunSpec(job, jenkinsfile, workspace, folder, libraries, parameters, credentials);
    }

    public RunSpec withLibrary(String name, Path folder) {
        Map<String, Path> more = new LinkedHashMap<>(libraries);
        more.put(name, folder);
        return new RunSpec(job, jenkinsfile, workspace, home, more, parameters, credentials);
    }

    public RunSpec withParameters(Map<String, ?> values) {
        return new RunSpec(job, jenkinsfile, workspace, home, libraries, new LinkedHashMap<>(values), credentials);
    }

    public RunSpec withCredentials(Path file) {
        return new RunSpec(job, jenkinsfile, workspace, home, libraries, parameters, Optional.of(file));
    }
}
