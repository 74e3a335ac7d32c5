package io.jenkins.plugins.promotion.engine.secrets.stores;

import io.jenkins.plugins.promotion.engine.secrets.SecretValue;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** The key of an encrypted file: 256 bits, written as Base64. */
final class FileKey {
    static final int BYTES = 32;

    private static final String CIPHER = "AES/GCM/NoPadding";
    private static final String MAC = "HmacSHA256";
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final SecretKeySpec encryption;
    private final SecretKeySpec authentication;
    private final String id;

    private FileKey(byte[] key) {
        encryption = new SecretKeySpec(key, "AES");
        byte[] derived = hmac(new SecretKeySpec(key, MAC), utf8("promotion secrets file: authentication"));
        authentication = new SecretKeySpec(derived, MAC);
        byte[] name = hmac(new SecretKeySpec(key, MAC), utf8("promotion secrets file: key id"));
        id = HexFormat.of().formatHex(name, 0, 8);
    }

    /**
     * The key that this text holds.
     *
     * @throws IllegalArgumentException if it is not the Base64 of 32 bytes
     */
    static FileKey parse(SecretValue text) {
        return text.<FileKey, RuntimeException>useUtf8(utf8 -> {
            byte[] key = decode(utf8);
            try {
                return new FileKey(key);
            } finally {
                Arrays.fill(key, (byte) 0);
            }
        });
    }

    private static byte[] decode(byte[] utf8) {
        byte[] key;
        try {
            key = Base64.getDecoder().decode(new String(utf8, StandardCharsets.UTF_8).strip());
        } catch (IllegalArgumentException notBase64) {
            // Its message would quote the key.
            throw new IllegalArgumentException("a text that is not Base64");
        }
        if (key.length != BYTES) {
            throw new IllegalArgumentException("the Base64 of " + key.length + " bytes");
        }
        return key;
    }

    /** A new random key, as it is written down. */
    static SecretValue generate() {
        byte[] key = new byte[BYTES];
        RANDOM.nextBytes(key);
        byte[] text = Base64.getEncoder().encode(key);
        try {
            return SecretValue.ofUtf8(text);
        } finally {
            Arrays.fill(key, (byte) 0);
            Arrays.fill(text, (byte) 0);
        }
    }

    /** Tells keys apart and tells nothing about them. */
    String id() {
        return id;
    }

    /** Nonce and ciphertext; {@code context} is what the value belongs to, and it opens nowhere else. */
    byte[] seal(SecretValue value, byte[] context) {
        byte[] nonce = new byte[NONCE_BYTES];
        RANDOM.nextBytes(nonce);
        byte[] sealed = value.<byte[], RuntimeException>useUtf8(
                clear -> run(Cipher.ENCRYPT_MODE, nonce, clear, 0, clear.length, context));
        byte[] both = Arrays.copyOf(nonce, nonce.length + sealed.length);
        System.arraycopy(sealed, 0, both, nonce.length, sealed.length);
        return both;
    }

    /** @throws IllegalArgumentException if it was not sealed by this key for this context */
    SecretValue open(byte[] sealed, byte[] context) {
        if (sealed.length < NONCE_BYTES + TAG_BITS / 8) {
            throw new IllegalArgumentException("too short to have been sealed");
        }
        byte[] nonce = Arrays.copyOf(sealed, NONCE_BYTES);
        byte[] clear = run(Cipher.DECRYPT_MODE, nonce, sealed, NONCE_BYTES, sealed.length - NONCE_BYTES, context);
        try {
            return SecretValue.ofUtf8(clear);
        } finally {
            Arrays.fill(clear, (byte) 0);
        }
    }

    /** Proves that a text was written by a holder of this key. */
    byte[] authenticate(byte[] text) {
        return hmac(authentication, text);
    }

    private byte[] run(int mode, byte[] nonce, byte[] text, int offset, int length, byte[] context) {
        try {
            Cipher cipher = Cipher.getInstance(CIPHER);
            cipher.init(mode, encryption, new GCMParameterSpec(TAG_BITS, nonce));
            cipher.updateAAD(context);
            return cipher.doFinal(text, offset, length);
        } catch (AEADBadTagException e) {
            throw new IllegalArgumentException("not sealed by this key for this purpose", e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java cannot do " + CIPHER, e);
        }
    }

    private static byte[] hmac(SecretKeySpec key, byte[] text) {
        try {
            Mac mac = Mac.getInstance(MAC);
            mac.init(key);
            return mac.doFinal(text);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java cannot do " + MAC, e);
        }
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
