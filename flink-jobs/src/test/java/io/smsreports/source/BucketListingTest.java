package io.smsreports.source;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which keys are paths; listings are in the tests on real servers. */
final class BucketListingTest {

    @ParameterizedTest
    @ValueSource(
            strings = {"a//b.csv", "/b.csv", "./c.csv", "x/./c.csv", "x/../d.csv", "four/", ""})
    void findsTheKeysThatAreNoPaths(String name) {
        assertThat(BucketListing.isFolded(name)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a.csv", "x/a.csv", "x/.../a.csv", "x/..a/b.csv", " / .csv"})
    void takesOthersForPaths(String name) {
        assertThat(BucketListing.isFolded(name)).isFalse();
    }
}
