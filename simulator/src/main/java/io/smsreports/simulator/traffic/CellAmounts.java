package io.smsreports.simulator.traffic;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Draws the amounts of one cell's rows so that its published figures come out to the digit: free,
 * listed and reversed ones as they fall, one row at the minimum and one at the maximum, and the
 * metered ones share what is then missing from the sum.
 */
final class CellAmounts {

    /** Every 3rd pair of metered rows shifts some hundredths from one to the other. */
    private static final int FRACTIONS_ONE_PAIR_IN = 3;

    private CellAmounts() {}

    /**
     * Returns one amount in hundredths for each row of the cell, the minimum first, the maximum
     * second.
     *
     * @throws IllegalStateException if ordinary amounts cannot make the cell's sum
     */
    static long[] draw(PublishedCell cell, SeededRandom random) {
        long[] amountsMinor = new long[cell.rows()];
        amountsMinor[0] = cell.minMinor();
        amountsMinor[1] = cell.maxMinor();
        IntStream.Builder meteredRows = IntStream.builder();
        for (int row = 2; row < amountsMinor.length; row++) {
            switch (Charges.drawKind(random)) {
                case LISTED ->
                        amountsMinor[row] =
                                Math.min(Charges.drawPriceMinor(random), cell.maxMinor());
                case METERED -> meteredRows.add(row);
                case FREE -> amountsMinor[row] = 0;
                case REVERSAL ->
                        amountsMinor[row] =
                                Math.max(
                                        -Charges.drawPriceMinor(random),
                                        Math.min(cell.minMinor(), 0));
            }
        }
        int[] metered = meteredRows.build().toArray();
        long missingMinor = cell.sumMinor() - Arrays.stream(amountsMinor).sum();
        long leftMinor = missingMinor - share(missingMinor, amountsMinor, metered, random);
        for (int i = 0; i < metered.length && leftMinor > 0; i++) {
            long roundingMinor = Math.min(leftMinor, 100);
            amountsMinor[metered[i]] += roundingMinor;
            leftMinor -= roundingMinor;
        }
        shiftFractions(amountsMinor, metered, random);
        if (leftMinor != 0
                || Arrays.stream(amountsMinor)
                        .anyMatch(amount -> amount < cell.minMinor() || amount > cell.maxMinor())) {
            throw new IllegalStateException("ordinary amounts cannot make up " + cell);
        }
        return amountsMinor;
    }

    /**
     * Shares a sum in whole units by skewed weights, many below the mean, none above three times
     * it, and returns how much was shared.
     */
    private static long share(long sumMinor, long[] amountsMinor, int[] rows, SeededRandom random) {
        long[] weights = new long[rows.length];
        for (int i = 0; i < rows.length; i++) {
            long uniform = random.below(1024);
            weights[i] = 65_536 + uniform * uniform;
        }
        long units = Math.floorDiv(sumMinor, 100);
        long weightSum = Arrays.stream(weights).sum();
        long sharedMinor = 0;
        for (int i = 0; i < rows.length; i++) {
            amountsMinor[rows[i]] = Math.floorDiv(units * weights[i], weightSum) * 100;
            sharedMinor += amountsMinor[rows[i]];
        }
        return sharedMinor;
    }

    /** Gives some rows decimals; what one row gains its neighbour loses. */
    private static void shiftFractions(long[] amountsMinor, int[] rows, SeededRandom random) {
        for (int i = 0; i + 1 < rows.length; i += 2) {
            if (random.below(FRACTIONS_ONE_PAIR_IN) == 0) {
                int step = random.below(2) == 0 ? 1 : 10;
                int fraction = random.below(100 / step) * step;
                amountsMinor[rows[i]] += fraction;
                amountsMinor[rows[i + 1]] -= fraction;
            }
        }
    }
}
