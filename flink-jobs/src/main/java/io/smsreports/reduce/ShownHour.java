package io.smsreports.reduce;

import io.smsreports.model.RevenueSlice;
import java.util.List;

/**
 * What a file has shown so far of an hour that comes twice, to be kept with its read position.
 * Times are epoch seconds.
 *
 * @param turn when clocks were put back
 * @param furthest the greatest time around it so far; {@link Long#MIN_VALUE} if there is none
 * @param furthestBefore the greatest one before clocks were put back, likewise
 * @param held the rows that are held back, as if they were of the first pass
 * @param heldFirst the least time of them, likewise
 * @param heldLast the greatest one
 * @param jumpFrom the greatest of them before they jumped by half of the hour, if they did
 * @param jumpTo the least of them from there on
 */
public record ShownHour(
        long turn,
        long furthest,
        long furthestBefore,
        List<RevenueSlice> held,
        long heldFirst,
        long heldLast,
        long jumpFrom,
        long jumpTo) {}
