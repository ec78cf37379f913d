package io.smsreports.simulator.traffic;

/**
 * A stream of numbers that its seed fixes on every machine and Java version: SplitMix64 (Steele,
 * Lea, Flood: Fast Splittable Pseudorandom Number Generators, 2014).
 */
public final class SeededRandom {

    private long state;

    /** Starts the stream of a seed. */
    public SeededRandom(long seed) {
        state = seed;
    }

    /** Returns the next 64 bits. */
    public long next() {
        state += 0x9E3779B97F4A7C15L;
        long mixed = (state ^ (state >>> 30)) * 0xBF58476D1CE4E5B9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
        return mixed ^ (mixed >>> 31);
    }

    /** Returns a number from 0 up to, but without, {@code bound}, which must be positive. */
    public int below(int bound) {
        return (int) (((next() >>> 32) * bound) >>> 32);
    }

    /** Returns a number from 0 up to, but without, {@code bound}, from 1 to 2^62. */
    public long below(long bound) {
        return Math.multiplyHigh(next() >>> 1, bound << 1);
    }
}
