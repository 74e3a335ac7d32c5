package io.jenkins.plugins.promotion.engine.secrets.stores;

import io.jenkins.plugins.promotion.engine.secrets.SecretValue;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Arrays;
import java.util.Optional;

/** Where the key of an encrypted file comes from. */
interface KeySource {

    /** @throws Unusable if there is none, or it is no key */
    FileKey read() throws Unusable, InterruptedException;

    /** Makes a key for a file that does not exist yet, where this source can; otherwise does nothing. */
    default void createIfAbsent() throws IOException, InterruptedException {}

    /** For messages: {@code file /etc/promotion/key}. */
    String describe();

    /** There is no key here. */
    final class Unusable extends Exception {
        private static final long serialVersionUID = 1L;

        private final String remedy;

        Unusable(String found, String remedy, Throwable cause) {
            super(found, cause);
            this.remedy = remedy;
        }

        Unusable(String found, String remedy) {
            this(found, remedy, null);
        }

        String remedy() {
            return remedy;
        }
    }

    /** What the text of a key is called, and how one is made. */
    String FORMAT =
            "the key is the Base64 of " + FileKey.BYTES + " random bytes: openssl rand -base64 " + FileKey.BYTES;

    /** A file outside the repository; made, for its owner only, together with the first encrypted file. */
    record InFile(AtomicFile file) implements KeySource {

        @Override
        public FileKey read() throws Unusable {
            try {
                Optional<byte[]> text = file.read();
                if (text.isEmpty()) {
                    throw new Unusable(
                            "no such file",
                            "put the key back from where you keep it safe; without it nothing can be read");
                }
                refuseIfPublic();
                try (SecretValue value = SecretValue.ofUtf8(text.get())) {
                    return FileKey.parse(value);
                } finally {
                    Arrays.fill(text.get(), (byte) 0);
                }
            } catch (IOException e) {
                throw new Unusable("not readable: " + e.getMessage(), "let this user read it, and nobody else", e);
            } catch (IllegalArgumentException e) {
                throw new Unusable(e.getMessage(), FORMAT);
            }
        }

        private void refuseIfPublic() throws IOException, Unusable {
            if (AtomicFile.isPosix()
                    && Files.getPosixFilePermissions(file.path()).contains(PosixFilePermission.OTHERS_READ)) {
                throw new Unusable("a file that everybody can read", "chmod 600 " + file.path());
            }
        }

        @Override
        public void createIfAbsent() throws IOException, InterruptedException {
            file.<Void, IOException>locked(() -> {
                if (!file.exists()) {
                    try (SecretValue key = FileKey.generate()) {
                        file.write((key.reveal() + "\n").getBytes(StandardCharsets.US_ASCII));
                    }
                }
                return null;
            });
        }

        @Override
        public String describe() {
            return "file " + file.path();
        }
    }

    /** A text that the host hands out: a variable, a credential. */
    record FromHost(String describe, Lookup lookup) implements KeySource {

        @Override
        public FileKey read() throws Unusable, InterruptedException {
            try (SecretValue text = lookup.get()) {
                return FileKey.parse(text);
            } catch (IllegalArgumentException e) {
                throw new Unusable(e.getMessage(), FORMAT);
            }
        }
    }

    /** How the host is asked; the value is closed by the caller. */
    @FunctionalInterface
    interface Lookup {
        SecretValue get() throws Unusable, InterruptedException;
    }
}
