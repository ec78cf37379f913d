package io.smsreports.integration.hostile;

import io.smsreports.integration.Output;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;

/**
 * A file that was put into the input folder, and what may become of it.
 *
 * @param name below the input folder
 * @param bytes how large it is
 * @param statuses one of which its ledger row has
 * @param expected of its lines, where that is known beforehand
 */
record HostileFile(String name, long bytes, Set<String> statuses, Optional<ExpectedFile> expected) {

    /** One that is read to its end. */
    static HostileFile whole(String name, long bytes, ExpectedFile expected) {
        return new HostileFile(name, bytes, Set.of("OK"), Optional.of(expected));
    }

    /** One of which nothing is read. */
    static HostileFile unreadable(String name) {
        return new HostileFile(name, 0, Set.of("UNREADABLE"), Optional.of(new ExpectedFile()));
    }

    /** Its name as {@link Output} reads it: a character a byte. */
    String nameInOutput() {
        byte[] utf8 = name.getBytes(StandardCharsets.UTF_8);
        return Output.withStandIn(new String(utf8, StandardCharsets.ISO_8859_1));
    }
}
