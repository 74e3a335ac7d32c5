/** Promotes a release to one environment, and brings the environment back if that fails. */
def call(Map args) {
    String environment = args.environment
    String release = args.release
    String agent = args.agent ?: ''
    stage("Promote to ${environment}") {
        node(agent) {
            checkout scm
            preflightCheck environment: environment, release: release
        }
        // Outside the node: a gate may stand open for hours and must not hold an executor.
        approvalGate environment: environment, release: release
        milestone label: "promote-to-${environment}"
        node(agent) {
            checkout scm
            autoRollback(environment: environment, release: release) {
                publishConfiguration environment: environment
                provisionSecrets environment: environment
                args.deploy.call()
                blueGreenSwitch environment: environment, release: release
            }
        }
    }
}
