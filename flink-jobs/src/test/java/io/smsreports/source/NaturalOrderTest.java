package io.smsreports.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class NaturalOrderTest {

    private static final long SEED = 20200830;

    private static final List<String> IN_ORDER =
            List.of(
                    "",
                    "0",
                    "00",
                    "1",
                    "01",
                    "9",
                    "10",
                    "99999999999999999999999999999998",
                    "99999999999999999999999999999999",
                    "a",
                    "a/2/b",
                    "a/10/a",
                    "sms_1.csv",
                    "sms_2.csv",
                    "sms_2.csv.gz",
                    "sms_10.csv",
                    "sms_10_9.csv",
                    "sms_10_10.csv");

    @Test
    void ordersNamesAsPeopleNumberThem() {
        List<String> shuffled = new ArrayList<>(IN_ORDER);
        Collections.shuffle(shuffled, new Random(SEED));

        shuffled.sort(NaturalOrder.INSTANCE);

        assertThat(shuffled).isEqualTo(IN_ORDER);
    }

    /** Java's sort fails on a comparator that contradicts itself. */
    @Test
    void isATotalOrder() {
        for (String a : IN_ORDER) {
            for (String b : IN_ORDER) {
                int order = NaturalOrder.INSTANCE.compare(a, b);
                assertThat(Integer.signum(order))
                        .isEqualTo(Integer.compare(IN_ORDER.indexOf(a), IN_ORDER.indexOf(b)));
            }
        }
    }
}
