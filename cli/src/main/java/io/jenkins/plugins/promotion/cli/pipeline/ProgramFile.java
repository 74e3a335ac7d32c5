package io.jenkins.plugins.promotion.cli.pipeline;

import groovy.lang.IntRange;
import hudson.AbortException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.ObjectStreamClass;
import java.io.OutputStream;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** The saved state of a program: {@code program.dat}. Secrets in it are tokens. */
final class ProgramFile {
    private final Path file;
    private final Secrets secrets;

    ProgramFile(Path file, Secrets secrets) {
        this.file = file;
        this.secrets = secrets;
    }

    /**
     * Replaces the file, so that after a crash there is the old state or the new one, never a half.
     *
     * @throws AbortException if a secret is where it cannot be replaced: nothing is written then
     * @throws java.io.NotSerializableException if a variable holds what cannot be saved
     */
    void save(Program program) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(32 * 1024);
        try (ObjectOutputStream out = new SealingOutput(bytes)) {
            out.writeObject(program);
        }
        byte[] state = bytes.toByteArray();
        refuseSecrets(state);
        replace(file, state);
    }

    /** Bytes and builders of text are not strings to the serializer: a last look at what would be written. */
    private void refuseSecrets(byte[] state) throws AbortException {
        if (secrets.isEmpty()) {
            return;
        }
        if (secrets.isIn(new String(state, StandardCharsets.ISO_8859_1))
                || secrets.isIn(new String(state, StandardCharsets.UTF_16BE))) {
            throw new AbortException("a variable holds a credential's value as bytes or in a builder while the pipeline"
                    + " waits; expected a string, or that it is used inside one @NonCPS method or one sh");
        }
    }

    Program load(ClassLoader scripts) throws IOException {
        try (InputStream in = Files.newInputStream(file);
                ObjectInputStream objects = new UnsealingInput(in, scripts)) {
            return (Program) objects.readObject();
        } catch (ClassNotFoundException e) {
            throw new IOException(
                    file + ": expected classes of this version and the run's scripts, but " + e.getMessage()
                            + " is missing; resume with the version that started the run",
                    e);
        }
    }

    static void replace(Path file, byte[] content) throws IOException {
        Path next = file.resolveSibling(file.getFileName() + ".next");
        try (FileChannel channel = FileChannel.open(
                next, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
            ByteBuffer buffer = ByteBuffer.wrap(content);
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
            channel.force(true);
        }
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private final class SealingOutput extends ObjectOutputStream {
        SealingOutput(OutputStream out) throws IOException {
            super(out);
            enableReplaceObject(true);
        }

        @Override
        protected Object replaceObject(Object object) {
            if (object instanceof String text) {
                return secrets.seal(text);
            }
            return object instanceof IntRange range ? new SavedRange(range) : object;
        }
    }

    /** {@code 1..3}, which Groovy's own class cannot save. */
    private record SavedRange(int from, int to, boolean reverse) implements Serializable {
        SavedRange(IntRange range) {
            this(range.getFromInt(), range.getToInt(), range.isReverse());
        }

        private Object readResolve() {
            return reverse ? new IntRange(to, from) : new IntRange(from, to);
        }
    }

    private final class UnsealingInput extends ObjectInputStream {
        private final ClassLoader scripts;

        UnsealingInput(InputStream in, ClassLoader scripts) throws IOException {
            super(in);
            this.scripts = scripts;
            enableResolveObject(!secrets.isEmpty());
        }

        @Override
        protected Object resolveObject(Object object) {
            return object instanceof String text ? secrets.unseal(text) : object;
        }

        @Override
        protected Class<?> resolveClass(ObjectStreamClass type) throws IOException, ClassNotFoundException {
            try {
                return Class.forName(type.getName(), false, scripts);
            } catch (ClassNotFoundException e) {
                return super.resolveClass(type);
            }
        }
    }
}
