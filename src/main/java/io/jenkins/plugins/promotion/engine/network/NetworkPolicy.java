package io.jenkins.plugins.promotion.engine.network;

import java.io.IOException;
import java.net.ConnectException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Which hosts may be connected to. The addresses in a repository's file are written by anyone with commit rights, so link-local
 * and cloud metadata addresses are refused whatever name or notation leads there, and a host can allow a list only.
 *
 * <p>Connect to the addresses that {@link #resolve} returns and never to the name again: the second answer may differ.
 */
public final class NetworkPolicy {

    /** Metadata services that are not link-local: Alibaba Cloud, Azure, Oracle Cloud, AWS and Google Cloud over IPv6. */
    private static final Set<InetAddress> METADATA = Set.of(
            literal("100.100.100.200"),
            literal("168.63.129.16"),
            literal("192.0.0.192"),
            literal("fd00:ec2::254"),
            literal("fd20:ce::254"));

    private final Optional<Set<String>> allowed;
    private final Resolver resolver;

    private NetworkPolicy(Optional<Set<String>> allowed, Resolver resolver) {
        this.allowed = allowed;
        this.resolver = resolver;
    }

    /** Any host, except link-local and metadata addresses. */
    public static NetworkPolicy open() {
        return open(InetAddress::getAllByName);
    }

    static NetworkPolicy open(Resolver resolver) {
        return new NetworkPolicy(Optional.empty(), resolver);
    }

    /**
     * Only these hosts, and never link-local or metadata addresses.
     *
     * @param hosts names or addresses as they stand in a URL; {@code *.example.com} allows every name below it
     */
    public static NetworkPolicy only(Collection<String> hosts) {
        return only(hosts, InetAddress::getAllByName);
    }

    static NetworkPolicy only(Collection<String> hosts, Resolver resolver) {
        Set<String> names = hosts.stream().map(NetworkPolicy::normal).collect(Collectors.toUnmodifiableSet());
        return new NetworkPolicy(Optional.of(names), resolver);
    }

    /**
     * The addresses of a host that may be connected to, at least one.
     *
     * @param host a name or an address, in any notation that the system understands
     * @throws RefusedAddressException if the policy does not allow it
     * @throws UnknownHostException if there is no such host
     */
    public List<InetAddress> resolve(String host) throws IOException {
        String name = normal(host);
        if (!lists(name)) {
            throw new RefusedAddressException(
                    "host " + host + " is not on the list of hosts that may be reached from here",
                    "ask an administrator to list it, or run the step on an agent");
        }
        List<InetAddress> addresses = List.of(resolver.resolve(name));
        for (InetAddress address : addresses) {
            if (isRefused(address)) {
                throw new RefusedAddressException(
                        "host " + host + " has the link-local or cloud metadata address " + address.getHostAddress(),
                        "such addresses are never reached; name the host of a service of yours");
            }
        }
        return addresses;
    }

    /**
     * A connection to the first address of the host that accepts one.
     *
     * @param timeout of all attempts together; the name lookup takes the time that the system gives it
     * @throws IOException if there is none; {@link Unreachable} puts it into words
     */
    public Socket connect(String host, int port, Duration timeout) throws IOException {
        long deadline = System.nanoTime() + timeout.toNanos();
        IOException failure = new ConnectException("no address");
        for (InetAddress address : resolve(host)) {
            long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
            if (left <= 0) {
                throw new NoAnswerException(timeout);
            }
            Socket socket = new Socket(Proxy.NO_PROXY);
            try {
                socket.connect(new InetSocketAddress(address, port), (int) Math.min(left, Integer.MAX_VALUE));
                return socket;
            } catch (SocketTimeoutException e) {
                socket.close();
                failure = new NoAnswerException(timeout);
            } catch (IOException e) {
                socket.close();
                failure = e;
            }
        }
        throw failure;
    }

    /** Whether its name may be connected to; its addresses may still be refused. */
    boolean lists(String host) {
        String name = normal(host);
        return allowed.isEmpty()
                || allowed.get().stream()
                        .anyMatch(entry ->
                                entry.startsWith("*.") ? name.endsWith(entry.substring(1)) : name.equals(entry));
    }

    private static boolean isRefused(InetAddress address) {
        InetAddress target = embedded(address).orElse(address);
        return target.isLinkLocalAddress() || METADATA.contains(target);
    }

    /** The IPv4 address inside an IPv6 one: IPv4-compatible, NAT64 (RFC 6052, RFC 8215), 6to4 (RFC 3056); Java unwraps mapped ones. */
    private static Optional<InetAddress> embedded(InetAddress address) {
        if (!(address instanceof Inet6Address)) {
            return Optional.empty();
        }
        byte[] bytes = address.getAddress();
        boolean nat64 = startsWith(bytes, 0, 0x64, 0xff, 0x9b, 0, 0, 0, 0, 0, 0, 0, 0)
                || startsWith(bytes, 0, 0x64, 0xff, 0x9b, 0, 1);
        if (nat64 || ((Inet6Address) address).isIPv4CompatibleAddress()) {
            return Optional.of(ofBytes(Arrays.copyOfRange(bytes, 12, 16)));
        }
        boolean sixToFour = bytes[0] == 0x20 && bytes[1] == 0x02;
        return sixToFour ? Optional.of(ofBytes(Arrays.copyOfRange(bytes, 2, 6))) : Optional.empty();
    }

    private static boolean startsWith(byte[] bytes, int... prefix) {
        return IntStream.range(0, prefix.length).allMatch(i -> (bytes[i] & 0xff) == prefix[i]);
    }

    private static String normal(String host) {
        String name = host.toLowerCase(Locale.ROOT);
        return name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
    }

    private static InetAddress ofBytes(byte[] bytes) {
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("not the length of an address: " + bytes.length, e);
        }
    }

    private static InetAddress literal(String address) {
        try {
            return InetAddress.getByName(address);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("not an address: " + address, e);
        }
    }

    /** Turns a name into addresses. */
    @FunctionalInterface
    interface Resolver {
        InetAddress[] resolve(String host) throws UnknownHostException;
    }
}
