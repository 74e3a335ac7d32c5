package io.jenkins.plugins.promotion.engine.secrets;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import com.fasterxml.jackson.databind.jsontype.TypeSerializer;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;

/**
 * The value of a secret, in memory only: it prints {@code ****}, cannot be serialized, and is wiped when closed.
 *
 * <p>Whoever needs the value gets it for the length of a call, in a copy that is wiped afterwards.
 */
@JsonSerialize(using = SecretValue.Refusal.class)
public final class SecretValue implements AutoCloseable {

    /** UTF-8. Transient because serializers that work by reflection, such as XStream, leave such fields out. */
    private final transient byte[] bytes;

    private transient boolean wiped;

    private SecretValue(byte[] own) {
        this.bytes = own;
    }

    /** The value with these characters; the caller wipes its own. */
    public static SecretValue of(CharSequence chars) {
        ByteBuffer encoded = StandardCharsets.UTF_8.encode(CharBuffer.wrap(chars));
        byte[] bytes = new byte[encoded.remaining()];
        encoded.get(bytes);
        Arrays.fill(encoded.array(), (byte) 0);
        return new SecretValue(bytes);
    }

    /** The value with these characters; the caller wipes its own. */
    public static SecretValue of(char[] chars) {
        return of(CharBuffer.wrap(chars));
    }

    /** The value with these UTF-8 bytes; the caller wipes its own. */
    public static SecretValue ofUtf8(byte[] bytes) {
        return new SecretValue(bytes.clone());
    }

    /** What is done with a value while it is in the clear. */
    @FunctionalInterface
    public interface Use<A, T, X extends Exception> {
        T apply(A value) throws X;
    }

    /** Hands out the characters; the array is wiped when the call returns. */
    public synchronized <T, X extends Exception> T use(Use<char[], T, X> use) throws X {
        CharBuffer decoded = StandardCharsets.UTF_8.decode(ByteBuffer.wrap(open()));
        char[] chars = new char[decoded.remaining()];
        decoded.get(chars);
        Arrays.fill(decoded.array(), '\0');
        try {
            return use.apply(chars);
        } finally {
            Arrays.fill(chars, '\0');
        }
    }

    /** Hands out the UTF-8 bytes; the array is wiped when the call returns. */
    public synchronized <T, X extends Exception> T useUtf8(Use<byte[], T, X> use) throws X {
        byte[] copy = open().clone();
        try {
            return use.apply(copy);
        } finally {
            Arrays.fill(copy, (byte) 0);
        }
    }

    /** The value as a string, which nobody can wipe; for interfaces that take nothing else. */
    public String reveal() {
        return use((char[] chars) -> new String(chars));
    }

    /** A copy with a life of its own. */
    public SecretValue copy() {
        return useUtf8(SecretValue::ofUtf8);
    }

    /** Whether there is nothing to keep secret. */
    public synchronized boolean isEmpty() {
        return open().length == 0;
    }

    /** Wipes the value; every later use fails. */
    @Override
    public synchronized void close() {
        Arrays.fill(bytes, (byte) 0);
        wiped = true;
    }

    private byte[] open() {
        if (wiped) {
            throw new IllegalStateException("the secret value was wiped; read it again from its store");
        }
        return bytes;
    }

    /** Takes the same time wherever two values of one length differ. */
    @Override
    public boolean equals(Object other) {
        if (this == other) {
            return true;
        }
        if (!(other instanceof SecretValue that)) {
            return false;
        }
        // One lock at a time: two threads may compare two values the other way round.
        try (SecretValue theirs = that.copy()) {
            return useUtf8(mine -> MessageDigest.isEqual(mine, theirs.bytes));
        }
    }

    /** The same for all values: a hash would tell something about them. */
    @Override
    public int hashCode() {
        return SecretValue.class.hashCode();
    }

    @Override
    public String toString() {
        return "****";
    }

    /** Stops a value that has slipped into something that is about to be written. */
    static final class Refusal extends JsonSerializer<SecretValue> {

        @Override
        public void serialize(SecretValue value, JsonGenerator json, SerializerProvider provider)
                throws JsonMappingException {
            throw JsonMappingException.from(json, "a secret value is never written; write its name and version");
        }

        @Override
        public void serializeWithType(
                SecretValue value, JsonGenerator json, SerializerProvider provider, TypeSerializer type)
                throws JsonMappingException {
            serialize(value, json, provider);
        }
    }
}
