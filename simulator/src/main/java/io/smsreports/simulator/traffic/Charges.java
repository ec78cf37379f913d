package io.smsreports.simulator.traffic;

import java.util.stream.IntStream;

/** What an SMS is charged. */
final class Charges {

    /** Kinds of charges. */
    enum Kind {
        /** A price of the list. */
        LISTED,
        /** Any amount: charged by use, often with decimals. */
        METERED,
        /** Nothing to pay. */
        FREE,
        /** A listed price, paid back. */
        REVERSAL
    }

    private static final Kind[] KIND_BY_DRAW =
            spread(800, 120, 75, 5).mapToObj(kind -> Kind.values()[kind]).toArray(Kind[]::new);

    /**
     * What an SMS or a bundle of them costs: round prices with 9 % tax on them, as the extremes of
     * the published tables are. The cheap ones sell most; the dear ones make the revenue.
     */
    private static final int[] PRICES = {
        1_090, 2_180, 3_270, 5_450, 10_900, 21_800, 32_700, 54_500, 109_000, 218_000, 327_000,
        545_000, 1_090_000, 5_450_000
    };

    private static final long[] PRICE_MINOR_BY_DRAW =
            spread(56, 44, 20, 34, 22, 18, 10, 14, 12, 10, 4, 8, 3, 1)
                    .mapToLong(price -> PRICES[price] * 100L)
                    .toArray();

    private Charges() {}

    /** Returns one row's kind. */
    static Kind drawKind(SeededRandom random) {
        return KIND_BY_DRAW[random.below(KIND_BY_DRAW.length)];
    }

    /** Returns one sale's listed price in hundredths, above 0. */
    static long drawPriceMinor(SeededRandom random) {
        return PRICE_MINOR_BY_DRAW[random.below(PRICE_MINOR_BY_DRAW.length)];
    }

    /** Returns each share's index as many times as the share says. */
    private static IntStream spread(int... shares) {
        return IntStream.range(0, shares.length)
                .flatMap(index -> IntStream.range(0, shares[index]).map(unused -> index));
    }
}
