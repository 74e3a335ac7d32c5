package io.jenkins.plugins.promotion.engine.network;

import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.ProtocolException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import javax.net.ssl.SSLException;

/**
 * Why a server could not be asked, in words.
 *
 * @param found for example {@code connection refused}
 * @param remedy what the reader does about it
 */
public record Unreachable(String found, String remedy) {

    public static Unreachable because(IOException failure) {
        String message = String.valueOf(failure.getMessage());
        if (failure instanceof RefusedAddressException) {
            return new Unreachable(message, ((RefusedAddressException) failure).remedy());
        }
        if (failure instanceof UnknownHostException) {
            return new Unreachable("host is unknown", "is the name right? does the DNS of this machine know it?");
        }
        if (failure instanceof NoRouteToHostException) {
            return new Unreachable("no route to host", "is the host up? does a firewall stand between?");
        }
        if (failure instanceof ConnectException) {
            return message.contains("refused")
                    ? new Unreachable("connection refused", "is it started? is the port right?")
                    : new Unreachable("no connection: " + message, "is the host up? does a firewall stand between?");
        }
        if (failure instanceof SocketTimeoutException) {
            return new Unreachable(
                    message, "is it overloaded, or does a firewall stand between? otherwise raise the timeout");
        }
        if (failure instanceof SSLException) {
            return new Unreachable(
                    "TLS failed: " + message,
                    "is its certificate valid for this name, and its authority trusted here? is it an https port?");
        }
        if (failure instanceof ProtocolException) {
            return new Unreachable(message, "is it the right port? does it expect https?");
        }
        return new Unreachable("the connection broke: " + message, "look into the log of that server");
    }
}
