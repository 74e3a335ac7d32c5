package io.jenkins.plugins.promotion.cli;

import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code promote completion}: prints the script with which a shell completes commands and options. */
@Command(
        name = "completion",
        description = "Prints the script that lets your shell complete commands and options.",
        footer = {
            "  source <(promote completion bash)",
            "  promote completion zsh > ~/.promote-completion && source ~/.promote-completion"
        })
final class Completion implements Callable<Exit> {
    private final Promote promote;

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "SHELL", description = "One of: ${COMPLETION-CANDIDATES}.")
    private Shell shell;

    /** The shells that are known; zsh runs bash's script through its own bashcompinit. */
    enum Shell {
        bash,
        zsh
    }

    Completion(Promote promote) {
        this.promote = promote;
    }

    @Override
    public Exit call() {
        CommandLine root = spec.root().commandLine();
        String script = AutoComplete.bash(root.getCommandName(), root);
        if (shell == Shell.zsh) {
            promote.terminal().out().println("autoload -U +X compinit && compinit");
        }
        promote.terminal().out().print(script);
        return Exit.DONE;
    }
}
