package io.smsreports.ownership;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;

/**
 * The name of this machine or container, which in a fresh one often resolves to no address: neither
 * its hosts file nor a name server knows it.
 */
public final class OwnHost {

    private OwnHost() {}

    /** The name, also where it does not resolve. */
    public static String name() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return nameIn(e);
        }
    }

    /** The name if it does not resolve to an address. */
    public static Optional<String> unresolvedName() {
        try {
            InetAddress.getLocalHost();
            return Optional.empty();
        } catch (UnknownHostException e) {
            return Optional.of(nameIn(e));
        }
    }

    /** Java knows the name and gives it in the message only: {@code name: name: reason}. */
    private static String nameIn(UnknownHostException e) {
        String message = String.valueOf(e.getMessage());
        int end = message.indexOf(':');
        return end < 0 ? message : message.substring(0, end);
    }
}
