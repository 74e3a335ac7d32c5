package io.jenkins.plugins.promotion.engine.preflight.checks;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateFactory;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.Optional;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;

/** Those whose certificates are trusted. */
final class Authorities {
    private final X509ExtendedTrustManager judge;

    private Authorities(KeyStore store) throws GeneralSecurityException {
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        judge = (X509ExtendedTrustManager) factory.getTrustManagers()[0];
    }

    /** Those that this Java trusts. */
    static Authorities ofThisJava() throws GeneralSecurityException {
        return new Authorities(null);
    }

    /** Those in a PEM file, and no others. */
    static Authorities of(byte[] pem) throws GeneralSecurityException, IOException {
        Collection<? extends Certificate> certificates =
                CertificateFactory.getInstance("X.509").generateCertificates(new ByteArrayInputStream(pem));
        if (certificates.isEmpty()) {
            throw new CertificateException("it has none");
        }
        return of(certificates);
    }

    /** The certificates themselves. */
    static Authorities of(Collection<? extends Certificate> certificates) throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        for (Certificate certificate : certificates) {
            store.setCertificateEntry("authority " + store.size(), certificate);
        }
        return new Authorities(store);
    }

    X509ExtendedTrustManager judge() {
        return judge;
    }

    /** Why the chain leads to none of them; empty if it does, or if only its dates are wrong. */
    Optional<String> distrust(ServerCertificate certificate) {
        X509Certificate[] chain = certificate.chain().toArray(X509Certificate[]::new);
        try {
            judge.checkServerTrusted(chain, certificate.keyExchange());
            return Optional.empty();
        } catch (CertificateException e) {
            boolean selfSigned = chain[0].getIssuerX500Principal().equals(chain[0].getSubjectX500Principal());
            return isAboutDates(e)
                    ? Optional.empty()
                    : Optional.of(
                            selfSigned
                                    ? "self-signed by "
                                            + chain[0].getSubjectX500Principal().getName()
                                    : "issued by "
                                            + chain[chain.length - 1]
                                                    .getIssuerX500Principal()
                                                    .getName() + ", which is not trusted");
        }
    }

    private static boolean isAboutDates(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof CertificateExpiredException || cause instanceof CertificateNotYetValidException) {
                return true;
            }
        }
        return false;
    }
}
