/** Asks until enough people have approved the plan that preflightCheck made; asks nobody where none has to approve. */
def call(Map args) {
    def gate = promotionApproval(environment: args.environment, release: args.release)
    while (!gate.granted) {
        input(
            id: gate.inputId,
            message: gate.message,
            ok: 'Approve',
            submitter: gate.submitters,
            submitterParameter: 'approver',
            parameters: [string(name: 'reason', description: 'Why this may go ahead; kept with the deployment')])
        // What counts is what the host recorded of the input, not what it returned to this script.
        gate = promotionApproval(environment: args.environment, release: args.release)
    }
    return gate
}
