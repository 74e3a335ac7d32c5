/** The standard pipeline: build a release once, then promote it through every environment of the promotion file. */
def call(Map args) {
    String agent = args.agent ?: ''
    withEnv(["PROMOTION_FILE=${args.file ?: 'promotion.yaml'}"]) {
        String release = null
        List environments = args.environments
        stage('Build') {
            node(agent) {
                checkout scm
                release = args.build.call()
                environments = environments ?: promotionEnvironments()
            }
        }
        currentBuild.displayName = "#${currentBuild.number} ${release}"
        for (environment in environments) {
            promoteTo environment: environment, release: release, agent: agent, deploy: args.deploy
        }
    }
}
