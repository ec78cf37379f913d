package io.smsreports.simulator;

/**
 * Spreads a number of faults evenly over the rows of a delivery, as their order of drawing has it
 * (selection sampling: Knuth, The Art of Computer Programming 2, 3.4.2, algorithm S).
 */
final class Quota {

    private final long asked;
    private long rowsLeft;
    private long undrawn;
    private long due;
    private long made;

    /**
     * @param asked how many of the rows are to have the fault; more than all is all
     * @param rows how many rows there will be
     */
    Quota(long asked, long rows) {
        this.asked = asked;
        this.undrawn = Math.min(asked, rows);
        this.rowsLeft = rows;
    }

    /** Goes on to the next row and returns whether one is due, on this row or from one before. */
    boolean next(SeededRandom random) {
        if (undrawn > 0 && random.below(rowsLeft) < undrawn) {
            undrawn--;
            due++;
        }
        rowsLeft--;
        return due > 0;
    }

    /** One that was due has been made. */
    void made() {
        due--;
        made++;
    }

    long asked() {
        return asked;
    }

    /** How many were made; fewer than asked where the rows did not lend themselves to it. */
    long madeCount() {
        return made;
    }
}
