package io.jenkins.plugins.promotion.engine.history;

/**
 * Which deployments are asked for.
 *
 * @param application empty for all
 * @param environment empty for all
 * @param release empty for all
 * @param run empty for all
 * @param result null for all
 * @param limit at most so many
 */
public record DeploymentQuery(
        String application, String environment, String release, String run, Result result, int limit) {

    /** Everything that happened to an application. */
    public static DeploymentQuery of(String application) {
        return new DeploymentQuery(application, "", "", "", null, Integer.MAX_VALUE);
    }

    public DeploymentQuery in(String name) {
        return new DeploymentQuery(application, name, release, run, result, limit);
    }

    public DeploymentQuery of(String name, String version) {
        return new DeploymentQuery(application, name, version, run, result, limit);
    }

    public DeploymentQuery by(String pipelineRun) {
        return new DeploymentQuery(application, environment, release, pipelineRun, result, limit);
    }

    public DeploymentQuery that(Result ended) {
        return new DeploymentQuery(application, environment, release, run, ended, limit);
    }

    public DeploymentQuery newest(int count) {
        return new DeploymentQuery(application, environment, release, run, result, count);
    }

    boolean fits(DeploymentRecord record) {
        Deployment deployment = record.deployment();
        return fits(application, deployment.application())
                && fits(environment, deployment.environment())
                && fits(release, deployment.release())
                && fits(run, deployment.run())
                && (result == null || result == record.result());
    }

    private static boolean fits(String wanted, String actual) {
        return wanted.isEmpty() || wanted.equals(actual);
    }
}
