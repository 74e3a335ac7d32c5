package io.jenkins.plugins.promotion.engine.preflight.checks;

import io.jenkins.plugins.promotion.engine.network.NetworkPolicy;
import io.jenkins.plugins.promotion.engine.network.NoAnswerException;
import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * What a server shows in a TLS handshake, read without trusting it.
 *
 * @param chain the server's certificate first
 * @param keyExchange as the handshake calls it
 * @param nameMismatch why the certificate is not for the host, if it is not
 */
record ServerCertificate(List<X509Certificate> chain, String keyExchange, Optional<String> nameMismatch) {

    /** The chain without the root that some servers send along: clients use their own copy, whatever its dates. */
    List<X509Certificate> withoutRoot() {
        return chain.stream()
                .filter(link ->
                        link == chain.get(0) || !link.getIssuerX500Principal().equals(link.getSubjectX500Principal()))
                .toList();
    }

    /** @throws IOException if there is no connection or no handshake */
    static ServerCertificate read(NetworkPolicy policy, HostPort address, Duration timeout)
            throws IOException, GeneralSecurityException {
        Reader reader = new Reader();
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, new TrustManager[] {reader}, null);
        String host = address.host().replaceAll("[\\[\\]]", "");
        long start = System.nanoTime();
        try (Socket plain = policy.connect(host, address.port(), timeout)) {
            // A timeout of each read would let a server drip its handshake for ever.
            CompletableFuture.delayedExecutor(timeout.toNanos(), TimeUnit.NANOSECONDS, Runnable::run)
                    .execute(() -> close(plain));
            SSLSocket tls = (SSLSocket) context.getSocketFactory().createSocket(plain, host, address.port(), true);
            SSLParameters parameters = tls.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            tls.setSSLParameters(parameters);
            tls.startHandshake();
        } catch (IOException e) {
            // The chain comes early in the handshake; a server that then asks for a client certificate has shown it
            // already.
            if (reader.seen == null) {
                throw System.nanoTime() - start < timeout.toNanos() ? e : new NoAnswerException(timeout);
            }
        }
        if (reader.seen == null) {
            throw new SSLException("the server showed no certificate");
        }
        return reader.seen;
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // It is gone either way.
        }
    }

    /** Accepts every certificate and keeps it; nothing is sent on the connection afterwards. */
    private static final class Reader extends X509ExtendedTrustManager {
        private ServerCertificate seen;

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String keyExchange, Socket socket) {
            seen = new ServerCertificate(List.of(chain), keyExchange, nameMismatch(chain, keyExchange, socket));
        }

        /** With the server's own certificate as the only authority, nothing but the name is left to object to. */
        private static Optional<String> nameMismatch(X509Certificate[] chain, String keyExchange, Socket socket) {
            try {
                Authorities.of(List.of(chain[0])).judge().checkServerTrusted(chain, keyExchange, socket);
                return Optional.empty();
            } catch (CertificateException e) {
                return Optional.of(String.valueOf(e.getMessage()));
            } catch (GeneralSecurityException | IOException e) {
                throw new IllegalStateException("a key store in memory works", e);
            }
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String keyExchange) throws CertificateException {
            throw new CertificateException("only used with a socket");
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String keyExchange, SSLEngine engine)
                throws CertificateException {
            throw new CertificateException("only used with a socket");
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String keyExchange) throws CertificateException {
            throw new CertificateException("only used by a client");
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String keyExchange, Socket socket)
                throws CertificateException {
            throw new CertificateException("only used by a client");
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String keyExchange, SSLEngine engine)
                throws CertificateException {
            throw new CertificateException("only used by a client");
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
