package io.smsreports.reduce;

import io.smsreports.model.LocalDays;
import io.smsreports.model.RevenueSlice;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Sums up rows by minute and paytype: an open-addressing hash table in primitive arrays, since it
 * is used once a row. Reused block after block.
 */
final class SliceTable {

    /** Enough for a block in order of time; an unordered one makes it grow. */
    private static final int INITIAL_SLOTS = 256;

    private static final long MILLIS_PER_MINUTE = 60_000L;

    private long[] minutes;
    private int[] paytypes;
    private long[] counts;
    private long[] sums;
    private long[] minima;
    private long[] maxima;
    private long[] reversals;
    private int used;

    SliceTable() {
        allocate(INITIAL_SLOTS);
    }

    private void allocate(int slots) {
        minutes = new long[slots];
        paytypes = new int[slots];
        counts = new long[slots];
        sums = new long[slots];
        minima = new long[slots];
        maxima = new long[slots];
        reversals = new long[slots];
        used = 0;
    }

    /**
     * Adds a row.
     *
     * @throws ArithmeticException if a sum passes 2^63, which no block of 1 MiB can reach: its
     *     shortest row takes over 20 bytes and is below 10^14 hundredths
     */
    void add(long epochMinute, int paytype, long amountMinor) {
        int slot = slotOf(epochMinute, paytype);
        if (counts[slot] == 0) {
            if (used >= minutes.length / 2) {
                grow();
                slot = slotOf(epochMinute, paytype);
            }
            used++;
            minutes[slot] = epochMinute;
            paytypes[slot] = paytype;
            minima[slot] = amountMinor;
            maxima[slot] = amountMinor;
        }
        counts[slot]++;
        sums[slot] = Math.addExact(sums[slot], amountMinor);
        minima[slot] = Math.min(minima[slot], amountMinor);
        maxima[slot] = Math.max(maxima[slot], amountMinor);
        reversals[slot] += Math.min(amountMinor, 0);
    }

    /**
     * Adds the rows of a slice.
     *
     * @param laterByMinutes how much later they are than the slice says
     * @throws ArithmeticException if a sum passes 2^63
     */
    void add(RevenueSlice slice, long laterByMinutes) {
        long epochMinute = slice.epochMinute() + laterByMinutes;
        // The row that makes the slot, or no change to one that is there.
        add(epochMinute, slice.paytype(), slice.minMinor());
        int slot = slotOf(epochMinute, slice.paytype());
        counts[slot] += slice.recordCount() - 1;
        sums[slot] = Math.addExact(sums[slot], slice.amountMinor() - slice.minMinor());
        maxima[slot] = Math.max(maxima[slot], slice.maxMinor());
        reversals[slot] += slice.reversalsMinor() - Math.min(slice.minMinor(), 0);
    }

    private int slotOf(long epochMinute, int paytype) {
        int mask = minutes.length - 1;
        long hash = (epochMinute * 31 + paytype) * 0x9E3779B97F4A7C15L;
        int slot = (int) (hash >>> 40) & mask;
        while (counts[slot] != 0 && (minutes[slot] != epochMinute || paytypes[slot] != paytype)) {
            slot = (slot + 1) & mask;
        }
        return slot;
    }

    private void grow() {
        List<RevenueSlice> slices = slices(LocalDays.UTC);
        allocate(minutes.length * 2);
        for (RevenueSlice slice : slices) {
            add(slice, 0);
        }
    }

    /** How many slices there are so far. */
    int size() {
        return used;
    }

    /**
     * The slices so far, in no order.
     *
     * @param days what days they are of
     */
    List<RevenueSlice> slices(LocalDays days) {
        List<RevenueSlice> slices = new ArrayList<>(used);
        for (int slot = 0; slot < counts.length; slot++) {
            if (counts[slot] != 0) {
                slices.add(
                        new RevenueSlice(
                                minutes[slot],
                                days.dayOf(minutes[slot] * MILLIS_PER_MINUTE),
                                paytypes[slot],
                                counts[slot],
                                sums[slot],
                                minima[slot],
                                maxima[slot],
                                reversals[slot]));
            }
        }
        return slices;
    }

    /** Forgets all rows. */
    void clear() {
        Arrays.fill(counts, 0);
        Arrays.fill(sums, 0);
        Arrays.fill(reversals, 0);
        used = 0;
    }
}
