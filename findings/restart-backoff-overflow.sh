#!/usr/bin/env bash
# Expectation: Flink's restart strategy exponential-delay waits longer after each failure, up to its max-backoff, and then always
#   so long, give or take the jitter.
# Version: Apache Flink 2.3.0 (org.apache.flink:flink-runtime).
# Behaviour: with the default jitter-factor of 0.1, initial backoff * multiplier^n passes what a long holds at some n (with 1 s and 2.0:
#   the 54th failure). The jitter added to Long.MAX_VALUE overflows, and about half of all later delays are the initial backoff.
#   A job that waits for its storage for an hour so restarts at random after a second or after the maximum. Without jitter it does not.
# Output seen: "with jitter: 19 of the last 40 delays below half of the maximum", "without: 0 of the last 40 ..."
# Source: ExponentialDelayRestartBackoffTimeStrategy.calculateActualBackoffTime.
# Exit code 0 as long as Flink does so, 1 when it has changed. Needs a JDK 17 and Maven.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
cat >pom.xml <<'POM'
<project>
  <modelVersion>4.0.0</modelVersion>
  <groupId>finding</groupId><artifactId>finding</artifactId><version>1</version>
  <dependencies>
    <dependency><groupId>org.apache.flink</groupId><artifactId>flink-runtime</artifactId><version>2.3.0</version></dependency>
    <dependency><groupId>org.apache.flink</groupId><artifactId>flink-core</artifactId><version>2.3.0</version></dependency>
  </dependencies>
</project>
POM
cat >Backoff.java <<'JAVA'
import java.time.Duration;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.runtime.executiongraph.failover.ExponentialDelayRestartBackoffTimeStrategy;
import org.apache.flink.runtime.executiongraph.failover.RestartBackoffTimeStrategy;

public class Backoff {
    static int shortDelays(Configuration configuration) throws Exception {
        configuration.set(
                RestartStrategyOptions.RESTART_STRATEGY_EXPONENTIAL_DELAY_INITIAL_BACKOFF, Duration.ofMillis(1));
        configuration.set(
                RestartStrategyOptions.RESTART_STRATEGY_EXPONENTIAL_DELAY_MAX_BACKOFF, Duration.ofMillis(50));
        configuration.set(RestartStrategyOptions.RESTART_STRATEGY_EXPONENTIAL_DELAY_BACKOFF_MULTIPLIER, 2.0);
        RestartBackoffTimeStrategy strategy =
                ExponentialDelayRestartBackoffTimeStrategy.createFactory(configuration).create();
        int shortDelays = 0;
        for (int failure = 1; failure <= 110; failure++) {
            strategy.notifyFailure(new RuntimeException());
            long delay = strategy.getBackoffTime();
            shortDelays += failure > 70 && delay < 25 ? 1 : 0;
            Thread.sleep(delay + 1);
        }
        return shortDelays;
    }

    public static void main(String[] arguments) throws Exception {
        Configuration without = new Configuration();
        without.set(RestartStrategyOptions.RESTART_STRATEGY_EXPONENTIAL_DELAY_JITTER_FACTOR, 0.0);
        int withJitter = shortDelays(new Configuration());
        int withoutJitter = shortDelays(without);
        System.out.println("with jitter: " + withJitter + " of the last 40 delays below half of the maximum");
        System.out.println("without: " + withoutJitter + " of the last 40 delays below half of the maximum");
        System.exit(withJitter > 5 && withoutJitter == 0 ? 0 : 1);
    }
}
JAVA
mvn -q dependency:copy-dependencies -DoutputDirectory=lib
javac -cp 'lib/*' Backoff.java
java -cp 'lib/*:.' Backoff 2>/dev/null
