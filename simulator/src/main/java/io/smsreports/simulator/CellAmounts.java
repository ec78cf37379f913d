package io.smsreports.simulator;

import java.util.Arrays;

/**
 * Draws the amounts of one cell's rows so that its published figures come out to the digit: free,
 * listed and reversed ones as they fall, one row at the minimum and one at the maximum, and the
 * metered ones share what is then missing from the sum.
 */
final class CellAmounts {

    /** Every 3rd pair of metered rows shifts some hundredths from one to the other. */
    private static final int FRACTIONS_ONE_PAIR_IN = 3;

    private final PublishedCell cell;
    private final SeededRandom random;
    private final long[] amountsMinor;
    private final int[] meteredRows;
    private int metered;

    private CellAmounts(PublishedCell cell, SeededRandom random) {
        this.cell = cell;
        this.random = random;
        amountsMinor = new long[cell.rows()];
        meteredRows = new int[cell.rows()];
    }

    /**
     * Returns one amount in hundredths for each row of the cell, the minimum first, the maximum
     * second.
     *
     * @throws IllegalStateException if ordinary amounts cannot make the cell's sum
     */
    static long[] draw(PublishedCell cell, SeededRandom random) {
        CellAmounts amounts = new CellAmounts(cell, random);
        amounts.drawRows();
        amounts.shareMissingSum();
        amounts.shiftFractions();
        amounts.requireWithinExtremes();
        return amounts.amountsMinor;
    }

    private void drawRows() {
        long minMinor = cell.minMinor();
        long maxMinor = cell.maxMinor();
        amountsMinor[0] = minMinor;
        amountsMinor[1] = maxMinor;
        for (int row = 2; row < amountsMinor.length; row++) {
            switch (ChargeKind.draw(random)) {
                case LISTED -> amountsMinor[row] = Math.min(PriceList.drawMinor(random), maxMinor);
                case METERED -> meteredRows[metered++] = row;
                case FREE -> amountsMinor[row] = 0;
                case REVERSAL ->
                        amountsMinor[row] =
                                Math.max(-PriceList.drawMinor(random), Math.min(minMinor, 0));
            }
        }
    }

    /** Shares in whole units by skewed weights: many below the mean, none above three times it. */
    private void shareMissingSum() {
        long missingMinor = cell.sumMinor() - Arrays.stream(amountsMinor).sum();
        int[] weights = new int[metered];
        long weightSum = 0;
        for (int i = 0; i < metered; i++) {
            int uniform = random.below(1024);
            weights[i] = 65_536 + uniform * uniform;
            weightSum += weights[i];
        }
        long missingUnits = Math.floorDiv(missingMinor, 100);
        long leftMinor = missingMinor;
        for (int i = 0; i < metered; i++) {
            long shareMinor = Math.floorDiv(missingUnits * weights[i], weightSum) * 100;
            amountsMinor[meteredRows[i]] = shareMinor;
            leftMinor -= shareMinor;
        }
        for (int i = 0; i < metered && leftMinor > 0; i++) {
            long roundingMinor = Math.min(leftMinor, 100);
            amountsMinor[meteredRows[i]] += roundingMinor;
            leftMinor -= roundingMinor;
        }
        if (leftMinor != 0) {
            throw notMet();
        }
    }

    /** Gives some rows decimals; what one row gains its neighbour loses. */
    private void shiftFractions() {
        for (int i = 0; i + 1 < metered; i += 2) {
            if (random.below(FRACTIONS_ONE_PAIR_IN) == 0) {
                int step = random.below(2) == 0 ? 1 : 10;
                int fraction = random.below(100 / step) * step;
                amountsMinor[meteredRows[i]] += fraction;
                amountsMinor[meteredRows[i + 1]] -= fraction;
            }
        }
    }

    private void requireWithinExtremes() {
        for (int i = 0; i < metered; i++) {
            long amountMinor = amountsMinor[meteredRows[i]];
            if (amountMinor < cell.minMinor() || amountMinor > cell.maxMinor()) {
                throw notMet();
            }
        }
    }

    private IllegalStateException notMet() {
        return new IllegalStateException("ordinary amounts cannot make up " + cell);
    }
}
