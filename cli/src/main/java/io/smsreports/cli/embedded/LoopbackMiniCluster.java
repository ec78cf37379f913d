package io.smsreports.cli.embedded;

import io.smsreports.ownership.OwnHost;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.concurrent.Executor;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.runtime.highavailability.HighAvailabilityServices;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A MiniCluster that also starts where this machine's own name resolves to no address. All of its
 * services listen on the loopback address, but as it starts, Flink 2.3 asks Java for the address of
 * this machine, and fails if there is none.
 */
final class LoopbackMiniCluster extends MiniCluster {

    private static final Logger LOG = LoggerFactory.getLogger(LoopbackMiniCluster.class);

    LoopbackMiniCluster(MiniClusterConfiguration configuration) {
        super(configuration);
    }

    /** Flink calls this just before it asks for the address, which Java keeps for five seconds. */
    @Override
    protected HighAvailabilityServices createHighAvailabilityServices(
            Configuration configuration, Executor executor) throws Exception {
        Optional<String> unresolved = OwnHost.unresolvedName();
        if (unresolved.isPresent()) {
            answerLoopback(unresolved.get());
        }
        return super.createHighAvailabilityServices(configuration, executor);
    }

    /**
     * Java 17 has no other means: its cache of this machine's address is filled by hand, with the
     * loopback address under the machine's name.
     */
    private static void answerLoopback(String name) {
        try {
            InetAddress loopback =
                    InetAddress.getByAddress(name, InetAddress.getLoopbackAddress().getAddress());
            Field cache = InetAddress.class.getDeclaredField("cachedLocalHost");
            Constructor<?> entry =
                    cache.getType().getDeclaredConstructor(String.class, InetAddress.class);
            cache.setAccessible(true);
            entry.setAccessible(true);
            cache.set(null, entry.newInstance(name, loopback));
        } catch (ReflectiveOperationException | RuntimeException | UnknownHostException e) {
            LOG.warn(
                    "This Java keeps no address for {}; add \"127.0.0.1 {}\" to the hosts file.",
                    name,
                    name,
                    e);
        }
    }
}
