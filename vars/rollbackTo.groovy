/** Returns an environment to a release that stands in its other slot, with the configuration and secrets it had. */
def call(Map args) {
    withEnv(["PROMOTION_FILE=${args.file ?: 'promotion.yaml'}"]) {
        stage("Roll back ${args.environment}") {
            node(args.agent ?: '') {
                checkout scm
                autoRollback environment: args.environment, to: args.release ?: ''
            }
        }
    }
}
