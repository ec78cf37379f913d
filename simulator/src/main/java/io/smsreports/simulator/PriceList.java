package io.smsreports.simulator;

/**
 * What an SMS or a bundle of them costs: round prices with 9 % tax on them, as the extremes of the
 * published tables are. The cheap ones sell most; the dear ones make the revenue.
 */
final class PriceList {

    private static final int[] PRICES = {
        1_090, 2_180, 3_270, 5_450, 10_900, 21_800, 32_700, 54_500, 109_000, 218_000, 327_000,
        545_000, 1_090_000, 5_450_000
    };

    private static final int[] SHARES_PER_256 = {
        56, 44, 20, 34, 22, 18, 10, 14, 12, 10, 4, 8, 3, 1
    };

    private static final long[] MINOR_BY_DRAW = minorByDraw();

    private PriceList() {}

    /** Returns one sale's price in hundredths, above 0. */
    static long drawMinor(SeededRandom random) {
        return MINOR_BY_DRAW[random.below(MINOR_BY_DRAW.length)];
    }

    private static long[] minorByDraw() {
        long[] prices = new long[256];
        int next = 0;
        for (int i = 0; i < PRICES.length; i++) {
            for (int share = 0; share < SHARES_PER_256[i]; share++) {
                prices[next++] = PRICES[i] * 100L;
            }
        }
        return prices;
    }
}
