package io.jenkins.plugins.promotion.host;

import io.jenkins.plugins.promotion.engine.config.SourceFolder;
import io.jenkins.plugins.promotion.engine.config.SourceTree;
import io.jenkins.plugins.promotion.engine.finding.PromotionException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** The repository's files as they lie in the workspace, wherever that is. */
final class AgentFiles implements SourceTree {
    private final Agent agent;

    AgentFiles(Agent agent) {
        this.agent = agent;
    }

    @Override
    public byte[] read(String path) throws IOException {
        try {
            byte[] content = agent.run(new Read(path));
            if (content == null) {
                throw new NoSuchFileException(path);
            }
            return content;
        } catch (PromotionException e) {
            throw new IOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException();
        }
    }

    /** Null for a file that is not there: an exception of this kind would not keep its type on the way. */
    private record Read(String path) implements Work<byte[]> {
        @Override
        public byte[] run(Path workspace) throws IOException {
            try {
                return new SourceFolder(workspace).read(path);
            } catch (NoSuchFileException e) {
                return null;
            }
        }
    }
}
